"""Questionnaires for enterprises: workbooks to fill, and the letter that reminds of them."""
