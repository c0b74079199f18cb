"""Tests of the training room: `python -m unittest discover -s training/tests -t .`"""
