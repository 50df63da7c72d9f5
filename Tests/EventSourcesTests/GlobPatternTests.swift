import Testing

@testable import EventSources

@Suite("Glob patterns")
struct GlobPatternTests {
  @Test(
    "match as in a shell",
    arguments: [
      ("/l/*.csv", "/l/a.csv", true),
      ("/l/*.csv", "/l/a.csv.gz", false),
      ("/l/*.csv", "/l/sub/a.csv", false),
      ("/l/*.csv", "/l/.a.csv", false),
      ("/l/.*.csv", "/l/.a.csv", true),
      ("/l/a?c", "/l/abc", true),
      ("/l/a?c", "/l/ac", false),
      ("/l/[a-c]x", "/l/bx", true),
      ("/l/[a-c]x", "/l/dx", false),
      ("/l/[!a-c]x", "/l/dx", true),
      ("/l/[^a-c]x", "/l/ax", false),
      ("/l/[]x]y", "/l/]y", true),
      ("/l/[a-]y", "/l/-y", true),
      ("/l/[abc", "/l/[abc", true),
      ("/l/*/x.log", "/l/a/x.log", true),
      ("/l/*/x.log", "/l/a/b/x.log", false),
      ("/l/**/x.log", "/l/x.log", true),
      ("/l/**/x.log", "/l/a/b/c/x.log", true),
      ("/l/**/x.log", "/l/a/.hidden/x.log", false),
      ("/l/**", "/l/a/b", true),
      ("/l/**", "/l/a/.b", false),
      ("/l/**/b/**/c", "/l/a/b/b/x/c", true),
      ("/l/**/b/**/c", "/l/a/x/c", false),
      ("/l/*a*b*c", "/l/xxaxxbxxc", true),
      ("/l/*a*b*c", "/l/xxaxxcxxb", false),
      ("/l/2026-*-?[0-9]", "/l/2026-11-21", true),
      ("/other/*.csv", "/l/a.csv", false),
      ("/*.csv", "/a.csv", true),
    ])
  func matches(pattern: String, path: String, expected: Bool) {
    #expect(GlobPattern(pattern).matches(path) == expected)
  }

  @Test("tell which directories are worth walking")
  func reaches() {
    let pattern = GlobPattern("/l/2026-*/hourly/*.csv")
    #expect(pattern.base == "/l")
    #expect(pattern.reaches("/l"))
    #expect(pattern.reaches("/l/2026-11"))
    #expect(!pattern.reaches("/l/2025-11"))
    #expect(pattern.reaches("/l/2026-11/hourly"))
    #expect(!pattern.reaches("/l/2026-11/daily"))
    #expect(!pattern.reaches("/l/2026-11/hourly/deeper"))
    #expect(GlobPattern("/l/**/x").reaches("/l/a/b/c"))
    #expect(!GlobPattern("/l/**/x").reaches("/l/a/.b"))
    #expect(GlobPattern("/l/a*/**").reaches("/l/ab/c/d"))
  }

  @Test("take no exponential time")
  func hostilePattern() {
    let pattern = GlobPattern("/l/" + String(repeating: "*a", count: 500) + "b")
    #expect(!pattern.matches("/l/" + String(repeating: "a", count: 5000)))
    let deep = GlobPattern("/l/" + String(repeating: "**/a/", count: 100) + "b")
    #expect(!deep.matches("/l/" + String(repeating: "a/", count: 500) + "c"))
  }
}
