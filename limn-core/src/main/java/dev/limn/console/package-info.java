/// What people read in terminals and logs, and paste from there.
///
/// [dev.limn.console.ShellWords] writes a command so that it can be pasted, whatever its words
/// hold; every command that Limn prints comes from there. [dev.limn.console.Printable] shows text
/// from elsewhere, such as prompts and file names, without letting it command the terminal.
/// [dev.limn.console.Suggestions] finds what was meant by a word that is not known.
package dev.limn.console;
