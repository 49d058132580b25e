"""The cases, a module for each part of Slope. Each module has a function cases() that yields them."""
