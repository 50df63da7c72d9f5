import Foundation
import LogFormats
import SecurityModel

/// Reads how the time of a record is written.
enum TimeRuleReader {
  private static let forms = ["auto", "rfc3339", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns"]

  /// `time: NAME`, or `time: {from: NAME, format: FORM, zone: ZONE}`.
  static func read(
    _ node: NodeReader, _ sources: inout FormatSourceReader
  ) throws(SettingsError) -> TimeRule {
    guard node.isMapping else { return TimeRule(try sources.names(node)) }
    var rule = TimeRule([])
    for (key, at, value) in try node.entries() {
      switch key {
      case "from": rule.sources = try sources.names(value)
      case "format": rule.form = try form(value)
      case "zone": rule.zone = try zone(value)
      default: throw node.unknown(key, at: at, known: ["from", "format", "zone"])
      }
    }
    guard !rule.sources.isEmpty else { throw node.fail("`time` needs `from`: the field's name") }
    return rule
  }

  private static func form(_ node: NodeReader) throws(SettingsError) -> TimeRule.Form {
    let text = try node.string()
    switch text {
    case "auto": return .automatic
    case "rfc3339": return .rfc3339
    case "epoch_s": return .epoch(perSecond: 1)
    case "epoch_ms": return .epoch(perSecond: 1_000)
    case "epoch_us": return .epoch(perSecond: 1_000_000)
    case "epoch_ns": return .epoch(perSecond: 1_000_000_000)
    default: break
    }
    guard text.contains("%") else {
      throw node.fail(
        "`\(text)` is no time format" + Suggestion.phrase(for: text, among: forms)
          + "; or a pattern such as \"%d.%m.%Y %H:%M:%S\"")
    }
    do throws(TimePattern.Problem) {
      return .pattern(try TimePattern(text))
    } catch {
      throw node.fail("time pattern, character \(error.offset + 1): \(error.reason)")
    }
  }

  /// `UTC`, `+02:00`, or a name of the time zone database with all its changes from 1990 on.
  private static func zone(_ node: NodeReader) throws(SettingsError) -> ZoneOffsets {
    let text = try node.string()
    if text.uppercased() == "UTC" || text == "Z" { return .utc }
    if let minutes = TimeZones.fixedOffset(text) {
      return ZoneOffsets(minutes: minutes, name: text)
    }
    guard let zone = TimeZone(identifier: text) else {
      throw node.fail("unknown time zone `\(text)`; \(TimeZones.remedy)")
    }
    var date = Date(timeIntervalSince1970: 631_152_000)
    let end = Date(timeIntervalSince1970: 2_524_608_000)
    var steps = [
      ZoneOffsets.Step(since: .distantPast, minutes: zone.secondsFromGMT(for: date) / 60)
    ]
    while let next = zone.nextDaylightSavingTimeTransition(after: date), next < end, next > date {
      steps.append(
        .init(
          since: Timestamp(milliseconds: Int64(next.timeIntervalSince1970 * 1_000)),
          minutes: zone.secondsFromGMT(for: next) / 60))
      date = next
    }
    return ZoneOffsets(steps, name: text)
  }
}
