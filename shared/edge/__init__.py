"""The only room that speaks HTTP: a fixed order of steps in front of every function, the same on both clouds."""
