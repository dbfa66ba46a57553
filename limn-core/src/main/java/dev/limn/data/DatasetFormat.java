package dev.limn.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The layouts that are read, in the order in which a folder is held against them.
public enum DatasetFormat {
  /// WebDataset shards: `*.tar`, compressed or not, with `K.png` (or any kind of picture), `K.txt`,
  /// `K.json`, `K.cls`.
  WEBDATASET("webdataset", new WebDatasetReader()),
  /// IDX files of MNIST and Fashion-MNIST, plain or `.gz`, with an optional `classes.txt`.
  IDX("idx", new IdxReader()),
  /// Hugging Face imagefolder: `metadata.jsonl`, `.csv` or `.json` with `file_name` and `text`.
  IMAGEFOLDER("imagefolder", new TableReader(true)),
  /// `images/<class>/*.jpg` with `text/<class>/*.txt`, or the whole of CUB-200-2011.
  CUB("cub", new CubReader()),
  /// COCO captions: `*captions*.json` beside or above the pictures.
  COCO("coco", new CocoReader()),
  /// CelebA: `img_align_celeba` with `list_attr_celeba.txt`.
  CELEBA("celeba", new CelebaReader()),
  /// Parquet with a column of pictures, or of their names.
  PARQUET("parquet", new ParquetReader()),
  /// StyleGAN's `dataset.json` with the labels of the pictures.
  STYLEGAN("stylegan", new StyleGanReader()),
  /// `x.png` with `x.txt` beside it, one caption a line, in any folder.
  SIDECAR("sidecar", new SideCarReader()),
  /// A table of any name with pictures and captions, such as Flickr8k's `captions.txt`.
  TABLE("table", new TableReader(false)),
  /// pix2pix: A and B side by side in one file.
  PAIRS("pix2pix", new PairsReader()),
  /// A folder a class; the captions are made from the folders' names.
  CLASSES("classes", new ClassFolderReader()),
  /// Pictures without captions and classes.
  PICTURES("pictures", new PicturesReader());

  private final String label;
  private final FormatReader reader;

  DatasetFormat(String label, FormatReader reader) {
    this.label = label;
    this.reader = reader;
  }

  /// The name as on a command line, such as `imagefolder`.
  public String label() {
    return label;
  }

  FormatReader reader() {
    return reader;
  }

  /// The format of that name, in any case.
  ///
  /// @throws DataException when there is none, with the names there are
  public static DatasetFormat of(String label) {
    var wanted = label.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.label.equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "unknown data set format \"" + label + "\"; expected one of " + labels()));
  }

  /// All names, for help texts.
  public static String labels() {
    return Arrays.stream(values()).map(DatasetFormat::label).collect(Collectors.joining(", "));
  }
}
