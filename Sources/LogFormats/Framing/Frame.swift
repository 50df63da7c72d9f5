/// One step of `RecordFramer`: a record, a piece to skip, or the wish for more bytes.
public struct Frame: Hashable, Sendable {
  /// What the bytes are.
  public enum Kind: UInt8, Sendable {
    /// A complete record.
    case record
    /// No complete record yet: keep the bytes from `next` on, add more, ask again from there.
    case needMore
    /// A line that opens a quoted field and never closes it: count it as a failure.
    case brokenQuote
    /// A record over the limit, skipped up to its end: count it as a failure.
    case tooLong
    /// Bytes that are no record and no part of what holds records together: count as a failure.
    case damaged
  }

  public var kind: Kind
  /// The record without byte-order mark, leading NUL bytes and line end; an empty range is a
  /// blank line. For `tooLong` only what is left of it in the buffer.
  public var start: Int
  public var end: Int
  /// Where the next call starts; bytes before it are done with.
  public var next: Int
  /// Number of lines that were passed, so that failures can be shown with their line.
  public var lines: Int

  public init(_ kind: Kind, start: Int, end: Int, next: Int, lines: Int) {
    self.kind = kind
    self.start = start
    self.end = end
    self.next = next
    self.lines = lines
  }

  /// Why the bytes were skipped; nil for records.
  public var failure: DecodeFailure? {
    switch kind {
    case .record, .needMore: nil
    case .brokenQuote:
      DecodeFailure("a double quote is left open; the line is skipped")
    case .tooLong:
      DecodeFailure("the record is longer than the limit; skipped up to its end")
    case .damaged:
      DecodeFailure("damaged record; reading goes on where the next one seems to start")
    }
  }
}
