/// Finds the text that a program wrote behind what a Kubernetes container runtime puts before it:
/// `2025-03-04T10:15:02.417Z stdout F TEXT`.
public enum ContainerPrefix {
  /// Offset of the text in `line`; nil when nothing of the kind stands before it.
  public static func end(in line: UnsafeRawBufferPointer) -> Int? {
    guard let stream = SyslogPrefix.isoTime(line, 0) else { return nil }
    let rest = line.cut(from: stream)
    guard rest.count >= 9, rest.startsWith("stdout ") || rest.startsWith("stderr "),
      rest[7] == 0x46 || rest[7] == 0x50, rest[8] == 0x20
    else { return nil }
    return stream + 9
  }
}
