"""Public pages: one file for each kind of page, its view and the page object that it shows.

A page object is made once, in Python, with every address and every word that its template sets;
templates only set them. Views show published letters only and never touch the session.
"""
