import SecurityModel
import Testing

@testable import LogFormats

/// What must hold for every format of the registry that has samples.
@Suite struct VendorSampleTests {
  static let formats = LogFormatRegistry.all.map(\.name).filter {
    (try? SampleFiles.contents(of: $0)) != nil
  }

  @Test func theVendorsFormatsHaveSamples() {
    let vendors = LogFormatRegistry.all.filter {
      [.hubspot, .dataverse, .mulesoft].contains($0.platform)
    }
    #expect(vendors.count >= 5)
    for format in vendors { #expect(Self.formats.contains(format.name)) }
  }

  @Test(arguments: formats)
  func aSampleIsClaimedByItsFormatAndNoOther(_ name: String) throws {
    for file in try SampleFiles.contents(of: name) {
      let claims = file.bytes.withUnsafeBytes { raw in
        LogFormatRegistry.all.filter { $0.match(raw).confidence >= FormatSniffer.minimumConfidence }
          .map(\.name)
      }
      #expect(claims == [name], "\(file.name)")
      let verdict = file.bytes.withUnsafeBytes { FormatSniffer.sniff($0) }
      #expect(verdict.format?.name == name, "\(file.name): \(verdict.explanation)")
    }
  }

  /// The beginning of a file may end anywhere.
  @Test(arguments: formats)
  func aCutSampleIsNoOthers(_ name: String) throws {
    for file in try SampleFiles.contents(of: name) {
      for length in stride(from: 1, to: file.bytes.count, by: 97) {
        let verdict = file.bytes.withUnsafeBytes {
          FormatSniffer.sniff(UnsafeRawBufferPointer(rebasing: $0.prefix(length)))
        }
        #expect(verdict.format == nil || verdict.format?.name == name, "\(file.name) \(length)")
      }
    }
  }

  @Test(arguments: formats)
  func everyRecordIsReadBackAsItself(_ name: String) throws {
    let format = try #require(LogFormatRegistry.format(named: name))
    for file in try SampleFiles.contents(of: name) {
      let probe = FormatProbe(format, org: "default-org")
      var events = 0
      for record in SampleFiles.records(of: file.bytes, probe.decoder) {
        var event = APIEvent()
        let result = try record.withUnsafeBytes { try probe.decoder.decode($0, into: &event) }
        guard result == .event else { continue }
        events += 1
        let text = String(decoding: record, as: UTF8.self)
        let full = try probe.expectReadBack(text).record
        #expect(event.tieBreak != 0)
        #expect(!probe.text(event.credential).isEmpty, "\(text)")
        #expect(!probe.text(event.integration).isEmpty)
        if format.platform != .generic {
          #expect(full["platform"]?.string == format.platform.name)
        }
        #expect(full["ts"] != nil)
      }
      #expect(events > 0, "\(file.name)")
    }
  }

  /// Each byte of each record is changed in turn: nothing crashes, and what is still decoded is
  /// still normalized and read back.
  @Test(arguments: formats)
  func damagedRecordsAreRefusedOrReadBack(_ name: String) throws {
    let format = try #require(LogFormatRegistry.format(named: name))
    var random = SeededRandom(StableHash.string(name))
    for file in try SampleFiles.contents(of: name) {
      let probe = FormatProbe(format)
      let records = SampleFiles.records(of: file.bytes, probe.decoder)
      for record in records {
        for _ in 0..<20 {
          var damaged = record
          let place = Int.random(in: 0..<damaged.count, using: &random)
          switch Int.random(in: 0..<3, using: &random) {
          case 0: damaged[place] = UInt8.random(in: 0x20..<0x7F, using: &random)
          case 1: damaged.removeSubrange(place..<min(damaged.count, place + 3))
          default: damaged.insert(UInt8.random(in: 0x20..<0x7F, using: &random), at: place)
          }
          var event = APIEvent()
          let result = try? damaged.withUnsafeBytes {
            try probe.decoder.decode($0, into: &event)
          }
          guard result == .event else { continue }
          let text = String(decoding: damaged, as: UTF8.self)
          _ = try probe.expectReadBack(text)
        }
      }
    }
  }
}
