"""Tests of the networks that read texts."""
