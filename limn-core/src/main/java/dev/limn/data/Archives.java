package dev.limn.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/// The archives of a folder, and the folder as it would be if they were unpacked.
final class Archives {
  /// What may lie beside an archive that is the whole data set: texts for people.
  private static final Set<String> PAPERS = Set.of("md", "rst", "html", "pdf", "bib", "sha256");

  private Archives() {}

  /// The archives of the listing, sorted by name.
  static List<Folder.Entry> in(Folder folder) {
    return StreamSupport.stream(folder.files().spliterator(), false)
        .filter(file -> Archive.named(file.name()))
        .toList();
  }

  /// The listing of the archives alone, each a folder of its name: `birds-000.tar/k.png`.
  static Folder shards(Folder folder, List<Archive> archives) {
    var files = new TreeMap<String, Folder.Entry>();
    var rejected = new ArrayList<>(folder.rejected());
    for (var archive : archives) {
      mount(archive, archive.file().name() + "/", "", files, rejected);
    }
    return new Folder(
        folder.root(),
        files,
        rejected,
        archives.stream().map(archive -> archive.file().name()).toList(),
        folder.options());
  }

  /// The folder as it would be with every archive unpacked where it lies, without the pictures that
  /// lay there before.
  ///
  /// An archive that is all there is becomes the folder. Otherwise each becomes a folder of its
  /// name, as most programs unpack it, unless everything in it lies in such a folder already.
  static Folder unpacked(Folder folder, List<Archive> archives) {
    var files = new TreeMap<String, Folder.Entry>();
    var rejected = new ArrayList<>(folder.rejected());
    var packed = new HashSet<String>();
    archives.forEach(archive -> packed.add(archive.file().name()));
    boolean lone = archives.size() == 1;
    for (var file : folder.files()) {
      if (!packed.contains(file.name()) && !file.picture()) {
        files.put(file.name(), file);
        lone &= PAPERS.contains(file.extension()) || file.extension().isEmpty();
      }
    }
    for (var archive : archives) {
      var name = Archive.stem(archive.file().name());
      var own = name.substring(name.lastIndexOf('/') + 1) + "/";
      if (lone) {
        mount(archive, "", wrapper(archive.members()), files, rejected);
      } else if (archive.members().keySet().stream().allMatch(member -> member.startsWith(own))) {
        mount(archive, archive.file().parent(), "", files, rejected);
      } else {
        mount(archive, name + "/", "", files, rejected);
      }
    }
    return new Folder(folder.root(), files, rejected, List.of(), folder.options());
  }

  private static void mount(
      Archive archive,
      String prefix,
      String dropped,
      Map<String, Folder.Entry> files,
      List<Finding> rejected) {
    archive
        .members()
        .forEach(
            (name, content) -> {
              var mounted = prefix + name.substring(dropped.length());
              var path = archive.file().path() + "/" + name;
              if (files.putIfAbsent(mounted, new Folder.Entry(mounted, path, content)) != null) {
                rejected.add(new Finding(mounted, "in two archives; the first counts"));
              }
            });
    for (var finding : archive.rejected()) {
      rejected.add(new Finding(archive.file().name() + "/" + finding.name(), finding.reason()));
    }
  }

  /// The folder, with a closing `/`, in which everything lies and which says nothing itself; empty
  /// when there is none.
  private static String wrapper(Map<String, Content> members) {
    var wrapper = "";
    while (true) {
      var first = members.keySet().stream().findFirst().orElse("");
      int slash = first.indexOf('/', wrapper.length());
      if (slash < 0) {
        return wrapper;
      }
      var deeper = first.substring(0, slash + 1);
      var name = deeper.substring(wrapper.length(), slash);
      if (!members.keySet().stream().allMatch(member -> member.startsWith(deeper))
          || !SplitNames.folder(name).isEmpty()
          || name.equals("images")) {
        return wrapper;
      }
      wrapper = deeper;
    }
  }
}
