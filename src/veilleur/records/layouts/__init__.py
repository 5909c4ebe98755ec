"""Layouts that several formats share: columns, headings, legs, dialogs."""
