/// The command line: one class a verb.
package dev.limn.cli;
