package dev.limn.reproduce;

/// A statement that was measured.
///
/// @param text the statement
/// @param expected what was asked, with its unit
/// @param measured what came out
/// @param holds whether that is what was asked
public record Claim(String text, String expected, String measured, boolean holds) {}
