import Foundation

/// Writes lines in the order of their times, however many there are.
///
/// Lines are sorted in memory, a batch at a time; batches beyond the first wait in temporary files
/// that only this user can read and that vanish with the process. Lines of one time keep the order
/// in which they came.
final class SortedOutput {
  private struct Entry {
    var time: Int64
    var start: Int
    var length: Int
  }

  /// One sorted batch in a file, read from its start.
  private final class Run {
    let handle: FileHandle
    private var buffer = Data()
    private var at = 0
    private(set) var time: Int64 = 0
    private(set) var line: [UInt8] = []

    init(_ handle: FileHandle) { self.handle = handle }

    /// Goes to the next line; false at the end.
    func advance() throws -> Bool {
      guard try fill(12) else { return false }
      time = number(8)
      let length = Int(number(4))
      guard try fill(length) else { return false }
      line = [UInt8](buffer[(buffer.startIndex + at)..<(buffer.startIndex + at + length)])
      at += length
      return true
    }

    private func number(_ bytes: Int) -> Int64 {
      var value: UInt64 = 0
      for i in 0..<bytes { value |= UInt64(buffer[buffer.startIndex + at + i]) << UInt64(8 * i) }
      at += bytes
      return Int64(bitPattern: value)
    }

    private func fill(_ count: Int) throws -> Bool {
      while buffer.count - at < count {
        guard let more = try handle.read(upToCount: max(count, 256 << 10)), !more.isEmpty else {
          return false
        }
        buffer = Data(buffer.dropFirst(at)) + more
        at = 0
      }
      return true
    }
  }

  private let batchBytes: Int
  private var entries: [Entry] = []
  private var bytes: [UInt8] = []
  private var runs: [Run] = []

  /// - Parameter batchBytes: memory for lines that are not in a file.
  init(batchBytes: Int = 64 << 20) { self.batchBytes = batchBytes }

  /// Adds a line.
  /// - Parameter time: milliseconds.
  func add(_ line: [UInt8], at time: Int64) throws {
    entries.append(Entry(time: time, start: bytes.count, length: line.count))
    bytes += line
    if bytes.count + entries.count * MemoryLayout<Entry>.stride > batchBytes { try spill() }
  }

  /// Writes everything out.
  func write(to output: LineOutput) throws {
    sort()
    if runs.isEmpty {
      for entry in entries where !output.isBroken {
        output.append(Array(bytes[entry.start..<entry.start + entry.length]) + [0x0A])
      }
      return
    }
    try spill()
    // Few runs: looking at each for the next line costs less than it seems. Of equal times the
    // earlier run comes first.
    var open = try runs.filter { try $0.advance() }
    while !open.isEmpty, !output.isBroken {
      var least = 0
      for i in 1..<open.count where open[i].time < open[least].time { least = i }
      output.append(open[least].line + [0x0A])
      if try !open[least].advance() { open.remove(at: least) }
    }
  }

  private func sort() {
    entries.sort { ($0.time, $0.start) < ($1.time, $1.start) }
  }

  private func spill() throws {
    guard !entries.isEmpty else { return }
    sort()
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "crmwatch-\(UUID().uuidString)")
    guard
      FileManager.default.createFile(
        atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else {
      throw Failure(.cannotCreate, "no temporary file in \(url.deletingLastPathComponent().path)")
    }
    let handle = try FileHandle(forUpdating: url)
    try FileManager.default.removeItem(at: url)
    var data = Data()
    for entry in entries {
      withUnsafeBytes(of: entry.time.littleEndian) { data.append(contentsOf: $0) }
      withUnsafeBytes(of: UInt32(entry.length).littleEndian) { data.append(contentsOf: $0) }
      data.append(contentsOf: bytes[entry.start..<entry.start + entry.length])
      if data.count > 1 << 20 {
        try handle.write(contentsOf: data)
        data.removeAll(keepingCapacity: true)
      }
    }
    try handle.write(contentsOf: data)
    try handle.seek(toOffset: 0)
    runs.append(Run(handle))
    entries.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }
}
