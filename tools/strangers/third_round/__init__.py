"""Layouts written after the readers, from public documents their author had not read: seventy makers and operators."""
