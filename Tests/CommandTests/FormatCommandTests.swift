import Foundation
import Testing

@Suite struct FormatCommandTests {
  private static let mapping = #"""
    formats:
      gateway:
        log_format: '$remote_addr [$time_iso8601] "$request" $status $request_time'
      crm-audit:
        records: json
        recognize: [when, who.id]
        time: {from: when, format: epoch_ms}
        fields: {user: who.id, rows: n, operation: {from: what, values: {fetch: read}}}
    """#
  private static let lines = """
    203.0.113.9 [2025-03-04T10:15:02Z] "GET /services/data/v62.0/limits HTTP/1.1" 200 0.250
    not a line of it
    203.0.113.9 [2025-03-04T10:15:03Z] "GET /x HTTP/1.1" 404 0.001

    """
  private static let audit =
    #"{"when":1741083302417,"who":{"id":"u1"},"n":12,"what":"fetch"}"# + "\n"

  @Test func `A mapping is tried before it is used`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("map.yaml", Self.mapping)
    try tool.write("g.log", Self.lines)
    let run = try tool("formats", "try", "--map", "map.yaml", "--format", "gateway", "g.log")
    #expect(run.code == 0)
    #expect(try run.objects.map { $0["status"] as? Int } == [200, 404])
    #expect(try run.objects.first?["duration_ms"] as? Int == 250)
    #expect(run.errors.hasPrefix("g.log:2: "), "\(run.errors)")
    let one = try tool(
      "formats", "try", "--map", "map.yaml", "--format", "gateway", "g.log", "--limit", "1")
    #expect(one.lines.count == 1)
    let choose = try tool("formats", "try", "--map", "map.yaml", "g.log")
    #expect(choose.code == 2 && choose.errors.contains("gateway, crm-audit"))
    let none = try tool("formats", "try", "--map", "map.yaml", "--format", "crm-audit", "g.log")
    #expect(none.code == 1 && none.output.isEmpty)
  }

  @Test func `A mistake in a mapping is told with its place`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("map.yaml", "records: json\ntime: at\nfields:\n  usr: x\n")
    try tool.write("a.json", Self.audit)
    let run = try tool("formats", "try", "--map", "map.yaml", "a.json")
    #expect(run.code == 78)
    #expect(run.errors.contains("map.yaml:4:3: error: `usr` is not a normalized field"))
    try tool.write("bad.yaml", "formats:\n  a: {records: jsn, time: t}\n")
    let bad = try tool("config", "check", "bad.yaml")
    #expect(bad.code == 1 && bad.output.hasPrefix("bad.yaml:2:16: error: "), "\(bad.output)")
  }

  @Test func `Mapped formats are recognised wherever the configuration is read`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("c.yaml", Self.mapping)
    try tool.write("a.json", Self.audit)
    let config = ["--config", "c.yaml"]
    let detected = try tool.run(["formats", "detect", "a.json", "--json"] + config)
    #expect(try detected.objects.first?["format"] as? String == "crm-audit")
    #expect(try tool("formats", "detect", "a.json").code == 1)
    let listed = try tool.run(["formats", "list", "--json"] + config).objects
    #expect(listed.filter { $0["mapped"] as? Bool == true }.count == 2)
    let normalized = try tool.run(["normalize", "a.json"] + config)
    #expect(try normalized.objects.first?["operation"] as? String == "read")
    let collected = try tool.run(
      ["collect", "--once", "a.json", "--store", "s.db"] + config)
    #expect(collected.code == 0, "\(collected.errors)")
    #expect(collected.errors.contains("1 events"))
    #expect(collected.errors.contains("INV-007: crm-audit"))
    let stats = try tool("stats", "--json", "--store", "s.db").objects.first
    #expect((stats?["by_format"] as? [String: Int])?["crm-audit"] == 1)
    let shown = try tool.run(["config", "show"] + config)
    try tool.write("again.yaml", shown.output)
    let again = try tool("config", "show", "--config", "again.yaml")
    func section(_ text: String) -> Substring? {
      text.range(of: "\nformats:").map { text[$0.lowerBound...] }
    }
    #expect(section(shown.output) != nil && section(again.output) == section(shown.output))
  }

  @Test func `Coverage counts what a file really carries`() throws {
    let tool = try CommandLineTool()
    defer { tool.remove() }
    try tool.write("c.yaml", Self.mapping)
    try tool.write("a.json", String(repeating: Self.audit, count: 1_200))
    let run = try tool(
      "detectors", "coverage", "a.json", "--json", "--config", "c.yaml")
    #expect(run.code == 0, "\(run.errors)")
    let objects = try run.objects
    func state(_ id: String) -> String? {
      objects.first { $0["detector"] as? String == id }?["state"] as? String
    }
    #expect(state("NEW-004") == "off")
    #expect(state("VOL-001") == "on")
    #expect(objects.first?["events"] as? Int == 1_200)
    let finding = try #require(objects.first { $0["finding"] as? String == "INV-007" })
    #expect(finding["severity"] as? String == "low")
    #expect(finding["weak_fields"] as? [String] == ["status", "uri"])
    #expect((finding["off"] as? [String])?.contains("NEW-004") == true)
    let text = try tool("detectors", "coverage", "a.json", "--config", "c.yaml")
    #expect(text.lines.contains { $0.hasPrefix("a.json\tNEW-004\toff\tip") })
  }
}
