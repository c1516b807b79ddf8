"""The endpoint under the tests of the W3C and others, put by a program that knows it from outside only."""
