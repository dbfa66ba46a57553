package dev.limn.data;

import java.util.Optional;

/// Reads one layout of captioned pictures. A new format is one of these and a constant in
/// [DatasetFormat].
interface FormatReader {
  /// Why the folder looks like this format, to follow the word "because"; empty when it does not.
  Optional<String> recognise(Folder folder);

  /// Reads the folder.
  ///
  /// @throws DataException when the layout as a whole is broken, saying what is missing
  void read(Folder folder, DatasetBuilder gathering);
}
