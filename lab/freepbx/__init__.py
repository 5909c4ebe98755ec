"""A likeness of a FreePBX: its database, and its classes for modules. Written by us in its layout."""
