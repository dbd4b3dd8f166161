"""Reads of the timeline, each through the eyes of a member."""
