/// Files that have nothing to do with tensors: [dev.limn.io.AtomicFile] puts one in place whole or
/// not at all, [dev.limn.io.RegularFile] reads one that somebody else wrote, within bounds,
/// [dev.limn.io.UserCache] says where a user's caches are.
///
/// It lies below everything, so that every package treats files in the same way.
package dev.limn.io;
