/// Tells files that are no text log by their first bytes, so that the message can name them.
enum SampleObstacle {
  /// Why no text format can claim the bytes, if so, and what to do.
  static func reason(_ sample: UnsafeRawBufferPointer) -> String? {
    guard sample.contains(where: { $0 > 0x20 }) else { return "no text yet" }
    if let reason = archive(sample) ?? document(sample) ?? encoding(sample) { return reason }
    // Holes of sparse and preallocated files read as many NULs in a row; they are no text, but they
    // don't make binary data of what is around them.
    var control = 0
    var count = 0
    var zeros = 0
    for c in sample {
      if c == 0 {
        zeros += 1
        continue
      }
      if zeros > 0, zeros < holeLength {
        control += zeros
        count += zeros
      }
      zeros = 0
      count += 1
      if c < 0x20 && c != 0x09 && c != 0x0A && c != 0x0D && c != 0x1B && c != 0x1E { control += 1 }
    }
    return control * 10 > count ? "binary data" : nil
  }

  private static let holeLength = 64

  private static func begins(
    _ sample: UnsafeRawBufferPointer, _ magic: [UInt8], at offset: Int = 0
  ) -> Bool {
    guard sample.count >= offset + magic.count else { return false }
    for i in 0..<magic.count where sample[offset + i] != magic[i] { return false }
    return true
  }

  private static func archive(_ sample: UnsafeRawBufferPointer) -> String? {
    if begins(sample, [0x1F, 0x8B]) { return "gzip data that was not unpacked" }
    if begins(sample, [0x28, 0xB5, 0x2F, 0xFD]) { return "zstd data that was not unpacked" }
    if begins(sample, [0x50, 0x4B]) {
      let head = UnsafeRawBufferPointer(rebasing: sample.prefix(4_096))
      return head.contains(word: "[content_types].xml")
        ? "an Excel or Office file; export the sheet as CSV (UTF-8)"
        : "a zip archive; unpack it first"
    }
    if begins(sample, Array("BZh".utf8)) { return "bzip2 data; unpack it first (bunzip2)" }
    if begins(sample, [0xFD, 0x37, 0x7A, 0x58, 0x5A]) { return "xz data; unpack it first (unxz)" }
    if begins(sample, [0x04, 0x22, 0x4D, 0x18]) { return "lz4 data; unpack it first (unlz4)" }
    if begins(sample, [0x37, 0x7A, 0xBC, 0xAF]) { return "a 7z archive; unpack it first" }
    if begins(sample, Array("ustar".utf8), at: 257) { return "a tar archive; unpack it first" }
    return nil
  }

  private static func document(_ sample: UnsafeRawBufferPointer) -> String? {
    if begins(sample, Array("PAR1".utf8)) { return "a Parquet file; export it as JSON or CSV" }
    if begins(sample, Array("ORC".utf8)) { return "an ORC file; export it as JSON or CSV" }
    if begins(sample, [0x4F, 0x62, 0x6A, 0x01]) {
      return "an Avro file; export it as JSON or CSV"
    }
    if begins(sample, Array("ElfFile\0".utf8)) {
      return "a Windows event log (evtx), which holds no CRM calls"
    }
    if begins(sample, [0xD0, 0xCF, 0x11, 0xE0]) {
      return "an old Office file (such as xls); export the sheet as CSV (UTF-8)"
    }
    if begins(sample, Array("%PDF".utf8)) { return "a PDF; export the log itself" }
    if begins(sample, Array("SQLite format 3".utf8)) { return "a SQLite database" }
    return markup(sample)
  }

  private static func markup(_ sample: UnsafeRawBufferPointer) -> String? {
    var start = begins(sample, [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < sample.count, sample[start] <= 0x20 { start += 1 }
    let text = sample.cut(from: start)
    guard text.count > 1, text[0] == 0x3C else { return nil }
    if text.startsWith("<!doctype html") || text.startsWith("<html") {
      return
        "an HTML page, perhaps a sign-in or error page saved instead of the log; fetch it again"
    }
    // Syslog starts with `<` and a digit.
    guard text[1].isLetter || text[1] == 0x3F || text[1] == 0x21 else { return nil }
    return "XML; export the log as JSON or CSV"
  }

  private static func encoding(_ sample: UnsafeRawBufferPointer) -> String? {
    if begins(sample, [0xFF, 0xFE, 0, 0]) || begins(sample, [0, 0, 0xFE, 0xFF]) {
      return "UTF-32 text; convert it first: iconv -f UTF-32 -t UTF-8 FILE"
    }
    if begins(sample, [0xFF, 0xFE]) || begins(sample, [0xFE, 0xFF]) { return utf16 }
    // Without a mark: every other byte of Western text is 0.
    let head = sample.prefix(256)
    guard head.count >= 8, head[0] != 0 || head[1] != 0 else { return nil }
    var zeros = (0, 0)
    for (i, c) in head.enumerated() where c == 0 {
      if i & 1 == 0 { zeros.0 += 1 } else { zeros.1 += 1 }
    }
    let half = head.count / 2
    let isOneSided =
      zeros.0 * 10 > half * 8 && zeros.1 == 0
      || zeros.1 * 10 > half * 8 && zeros.0 == 0
    return isOneSided ? utf16 : nil
  }

  private static let utf16 =
    "UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8 FILE"
}
