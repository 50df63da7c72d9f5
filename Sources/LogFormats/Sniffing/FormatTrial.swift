public import SecurityModel

/// What a format makes of a sample: how many records it reads, what it refuses and why, and which
/// normalized fields the records really fill.
public struct FormatTrial: Sendable {
  /// A record that was refused.
  public struct Refusal: Hashable, Sendable {
    /// 1-based line of the sample.
    public var line: Int
    /// 1-based byte column in the record; 0 = the whole record.
    public var column: Int
    public var reason: String
  }

  /// A normalized field, and how many events have it.
  public struct Field: Hashable, Sendable {
    public var name: String
    public var count: Int
  }

  /// Records that are events.
  public private(set) var decoded = 0
  /// Records that should be and can't be read.
  public private(set) var refused = 0
  /// Header rows, comments and the like.
  public private(set) var ignored = 0
  /// The first refused records.
  public private(set) var refusals: [Refusal] = []
  /// Fields in the order of the normalized event; those that no event has are left out.
  public private(set) var fields: [Field] = []
  /// Earliest and latest event.
  public private(set) var earliest: Timestamp?
  public private(set) var latest: Timestamp?

  /// Most records that are read.
  public static let maximumRecords = 500
  private static let maximumRefusals = 5

  /// Reads the first records of `sample`.
  /// - Parameter isWhole: false when the sample may end inside a record.
  public init(
    of sample: UnsafeRawBufferPointer, as format: any LogFormat, context: DecodeContext,
    isWhole: Bool
  ) {
    let decoder = format.makeDecoder(context)
    var framer = RecordFramer(decoder.framing)
    var counts = [Int](repeating: 0, count: NormalizedKey.allCases.count)
    var at = 0
    var line = 1
    while decoded + refused < Self.maximumRecords {
      let frame = framer.next(in: sample, from: at, atEnd: isWhole)
      at = frame.next
      if let failure = frame.failure {
        refuse(failure, line)
      } else if frame.kind == .record, frame.start < frame.end {
        let record = UnsafeRawBufferPointer(rebasing: sample[frame.start..<frame.end])
        read(record, decoder, line, &counts)
      }
      line += frame.lines
      if frame.kind == .needMore, !isWhole || at == sample.count { break }
    }
    for key in NormalizedKey.allCases where counts[key.rawValue] > 0 {
      fields.append(Field(name: key.name, count: counts[key.rawValue]))
    }
  }

  private mutating func read(
    _ record: UnsafeRawBufferPointer, _ decoder: any RecordDecoder, _ line: Int,
    _ counts: inout [Int]
  ) {
    do throws(DecodeFailure) {
      var event = APIEvent()
      guard try decoder.decode(record, into: &event) == .event else {
        ignored += 1
        return
      }
      let full = try decoder.normalize(record)
      decoded += 1
      earliest = min(earliest ?? event.time, event.time)
      latest = max(latest ?? event.time, event.time)
      for member in full.members where !Self.isEmpty(member.value) {
        if let key = Self.keys[member.name] { counts[key.rawValue] += 1 }
      }
    } catch {
      refuse(error, line)
    }
  }

  private mutating func refuse(_ failure: DecodeFailure, _ line: Int) {
    refused += 1
    guard refusals.count < Self.maximumRefusals else { return }
    refusals.append(Refusal(line: line, column: failure.column, reason: failure.reason))
  }

  private static func isEmpty(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.isEmpty
    default: false
    }
  }

  private static let keys = Dictionary(
    uniqueKeysWithValues: NormalizedKey.allCases.map { ($0.name, $0) })

  /// Whether an event of the sample has the field.
  public func fills(_ field: String) -> Bool { fields.contains { $0.name == field } }
}
