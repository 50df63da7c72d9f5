import SecurityModel
import Testing

@testable import LogFormats

@Suite struct MuleMessageLogTests {
  private func events(_ format: any LogFormat) throws -> (FormatProbe, [APIEvent], [String]) {
    let file = try SampleFiles.contents(of: format.name)[0]
    let probe = FormatProbe(format)
    var events: [APIEvent] = []
    var texts: [String] = []
    for record in SampleFiles.records(of: file.bytes, probe.decoder) {
      var event = APIEvent()
      if try record.withUnsafeBytes({ try probe.decoder.decode($0, into: &event) }) == .event {
        events.append(event)
        texts.append(String(decoding: record, as: UTF8.self))
      }
    }
    return (probe, events, texts)
  }

  @Test func aCallIsReadFieldByField() throws {
    let (probe, events, texts) = try events(MuleSoftMessageLogFormat())
    #expect(events.count == 2)
    let e = events[0]
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(e.platform == .mulesoft && e.surface == .rest)
    #expect(probe.text(e.credential) == "8f2e0000111122223333444455556666")
    #expect(e.ip == IPAddress(text: "203.0.113.9"))
    #expect(e.method == .get && e.operation == .list)
    #expect(probe.objects(e) == ["contacts"])
    #expect(probe.text(e.userAgent) == "contoso-sync/3.1")
    #expect(e.rows == -1 && e.outcome == .unknown && e.duration == -1)
    #expect(e.flags == [.dedup, .countsAsCall, .carriedSecret])
    let full = try probe.normalize(texts[0])
    #expect(full["uri"] == "/v1/contacts?limit=200")
    #expect(full["header.host"] == "api.corp.example")
    #expect(full["header.x-note"] == #"{"a":[1]}"#)
    #expect(!full.json.text.contains("NotARealSecret"))
    #expect(!full.json.text.contains("client_secret"))
  }

  @Test func theResponseGivesTheResultAndDoesNotCountAgain() throws {
    let (probe, events, _) = try events(MuleSoftMessageLogFormat())
    let e = events[1]
    #expect(e.time == events[0].time && e.duration == 113)
    #expect(e.status == 200 && e.outcome == .success && e.responseBytes == 51234)
    #expect(e.credential == events[0].credential && e.request == events[0].request)
    #expect(e.flags.contains(.secondaryRow) && !e.flags.contains(.countsAsCall))
    #expect(e.dedupKey != events[0].dedupKey)
    #expect(probe.objects(e) == ["contacts"])
  }

  @Test func aResponseOfNoRequestIsRefused() {
    let probe = FormatProbe(MuleSoftMessageLogFormat())
    let failure = #expect(throws: DecodeFailure.self) {
      try probe.decode(
        "10:15:02.530     03/04/2025     W     t     INFO\nevent:x org.mule.HttpResponseAttributes\n{\n Status Code=200\n}"
      )
    }
    #expect(failure?.reason.contains("request") == true)
  }

  @Test func entriesOfTheLogsAPIAreReadAlike() throws {
    let (probe, events, texts) = try events(MuleSoftCloudHubFormat())
    #expect(events.count == 2)
    #expect(events[0].time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(events[0].operation == .delete && probe.objects(events[0]) == ["contacts"])
    #expect(events[0].ip == IPAddress(text: "203.0.113.9"))
    #expect(events[1].status == 403 && events[1].failure == .denied && events[1].duration == 113)
    #expect(try probe.normalize(texts[0])["id"] == "AWx-2")
  }

  @Test func otherPatternsOfTimeBeginMessagesToo() throws {
    let probe = FormatProbe(MuleSoftMessageLogFormat())
    let body =
      " [thread [x].y] [event: 1] c.Logger: event:u1 org.mule.extension.http.api.HttpRequestAttributes\n{\n Request path=/v1/a-b=c\n Method=GET\n Remote Address=/203.0.113.9:1\n}"
    let level = try probe.decode("INFO  2025-03-04 10:15:02,417" + body)
    #expect(level.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(level.ip == IPAddress(text: "203.0.113.9"))
    #expect(try probe.decode("2025-03-04 10:15:02,417" + body).time == level.time)
  }

  // MARK: Framing

  @Test func blocksAreTheSameHoweverTheyArrive() throws {
    let bytes = try SampleFiles.contents(of: "mulesoft-message-log")[0].bytes
    let whole = frames(bytes, step: bytes.count, limit: 1 << 20)
    #expect(whole.count == 5)
    #expect(whole[2].hasPrefix("10:15:02.417") && whole[2].hasSuffix("}"))
    for step in [1, 7, 64] { #expect(frames(bytes, step: step, limit: 1 << 20) == whole) }
    let short = frames(bytes, step: bytes.count, limit: 150)
    #expect(short.count > whole.count)
    for step in [1, 13] { #expect(frames(bytes, step: step, limit: 150) == short) }
  }

  /// The records when `step` bytes arrive at a time.
  private func frames(_ bytes: [UInt8], step: Int, limit: Int) -> [String] {
    var framer = RecordFramer(.blocks, limit: limit)
    var out: [String] = []
    var from = 0
    var known = 0
    while known < bytes.count || from < bytes.count {
      known = min(bytes.count, known + step)
      bytes[0..<known].withUnsafeBytes { raw in
        while true {
          let frame = framer.next(in: raw, from: from, atEnd: known == bytes.count)
          from = frame.next
          if frame.kind == .needMore { break }
          if frame.kind == .record {
            out.append(String(decoding: raw[frame.start..<frame.end], as: UTF8.self))
          }
        }
      }
      if known == bytes.count, from >= bytes.count { break }
    }
    return out
  }
}
