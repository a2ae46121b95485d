"""Kinds of jobs, their stages, and what runs them under a lease. Stages meet only by name and by what they output."""
