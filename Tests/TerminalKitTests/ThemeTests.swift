import Foundation
import Testing

@testable import TerminalKit

@Suite("themes can be read")
struct ThemeTests {
  /// The palettes that come with the program, read line by line as their simple form allows.
  static let shipped: [Palette] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "themes/palettes")
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
      ?? []
    return files.filter { $0.pathExtension == "yaml" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .compactMap { try? parse(String(contentsOf: $0, encoding: .utf8)) }
  }()

  private static func parse(_ yaml: String) throws -> Palette {
    var section = ""
    var maps: [String: [String: String]] = [:]
    for line in yaml.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      let key = parts[0].trimmingCharacters(in: .whitespaces)
      let value = (parts.count > 1 ? String(parts[1]) : "")
        .trimmingCharacters(in: CharacterSet(charactersIn: " \""))
      if value.isEmpty {
        section = key
      } else {
        maps[line.hasPrefix(" ") ? section : "", default: [:]][key] = value
      }
    }
    let top = maps[""] ?? [:]
    return try Palette(
      slots: maps["palette"] ?? [:], name: top["name"] ?? "",
      variant: Palette.Variant(rawValue: top["variant"] ?? ""), overrides: maps["crmwatch"] ?? [:])
  }

  @Test("there are dark, light, high-contrast, colour-blind safe and mono ones")
  func assortment() {
    let all = ThemeTests.shipped
    #expect(all.count >= 8)
    #expect(Set(all.map(\.name)).count == all.count)
    for variant in Palette.Variant.allCases {
      #expect(all.contains { $0.variant == variant && $0.contrast >= 7 })
      #expect(all.contains { $0.variant == variant && $0.severityPalette == .cvd })
    }
    #expect(all.contains { $0.isMono })
  }

  @Test("the compiled palette is the one in its file")
  func standard() throws {
    let file = try #require(ThemeTests.shipped.first { $0.name == Palette.standard.name })
    for slot in 0..<24 { #expect(file.color(slot) == Palette.standard.color(slot)) }
    #expect(
      Theme(palette: file, depth: .direct).chartRamp
        == Theme(palette: .standard, depth: .direct).chartRamp)
  }

  @Test("every role has its contrast on every surface", arguments: shipped, ColorDepth.allCases)
  func contrast(palette: Palette, depth: ColorDepth) {
    let theme = Theme(palette: palette, depth: depth)
    let report = theme.contrastReport()
    if depth >= .palette256, !palette.isMono {
      #expect(report.count == Role.allCases.count * Surface.allCases.count)
    }
    for finding in report where !finding.isEnough {
      Issue.record("\(palette.name) \(depth): \(finding)")
    }
    for style in theme.chartRamp {
      guard let color = style.foreground.rgb else { continue }
      #expect(Contrast.ratio(color, theme.backdrop) >= 2.99)
    }
  }

  @Test("surfaces and severities differ", arguments: shipped, [ColorDepth.direct, .palette256])
  func distinct(palette: Palette, depth: ColorDepth) {
    guard !palette.isMono else { return }
    let theme = Theme(palette: palette, depth: depth)
    #expect(theme.fill(.selection).background != theme.fill(.background).background)
    #expect(theme.fill(.selectionDim).background != theme.fill(.background).background)
    #expect(theme.fill(.panel).background != theme.fill(.background).background)
    let colors = [Role.critical, .high, .medium, .low].compactMap { theme[$0].foreground.rgb }
    for (index, first) in colors.enumerated() {
      for second in colors[(index + 1)...] {
        #expect(Contrast.distance(first, second) >= 10, "\(first.hex) \(second.hex)")
      }
    }
  }

  @Test(
    "the colour-blind safe ramp is told apart without green cones",
    arguments: Palette.Variant.allCases)
  func deuteranopia(variant: Palette.Variant) {
    let ramp = SeverityRamp.colorVisionDeficiency(variant)
    let seen = [ramp.critical, ramp.high, ramp.medium, ramp.low].map(Contrast.deuteranopia)
    for (index, first) in seen.enumerated() {
      for second in seen[(index + 1)...] { #expect(Contrast.distance(first, second) >= 10) }
    }
  }

  @Test("a palette that can not carry severity gets the fixed ramp")
  func autoSeverity() throws {
    #expect(SeverityRamp.theme(Samples.palette()).isTrustworthy)
    var slots = Samples.slots
    slots["base08"] = "5f87ff"
    let blue = try Palette(slots: slots, name: "Blue")
    #expect(Theme(palette: blue, depth: .direct)[.critical].foreground.rgb == RGB(packed: 0xFF5F5F))
    let own = Theme(palette: blue, depth: .direct, severity: .theme)
    #expect(own[.critical].foreground.rgb == RGB(packed: 0x5F87FF))
    slots["base08"] = slots["base09"]
    let same = try Palette(slots: slots, name: "Same")
    #expect(!SeverityRamp.theme(same).isTrustworthy)
  }

  @Test("contrast is raised only as far as needed")
  func ensure() {
    let black = RGB(0, 0, 0)
    #expect(Contrast.ratio(RGB(255, 255, 255), black) == 21)
    #expect(Contrast.ensure(RGB(200, 200, 200), over: black, ratio: 4.5) == RGB(200, 200, 200))
    let raised = Contrast.ensure(RGB(80, 0, 0), over: black, ratio: 4.5)
    #expect(Contrast.ratio(raised, black) >= 4.5 && Contrast.ratio(raised, black) < 5)
    #expect(Contrast.ensure(RGB(120, 120, 120), over: RGB(119, 119, 119), ratio: 15) == black)
  }

  @Test("no colour, no colour codes: roles differ by attributes")
  func mono() {
    let theme = Theme(palette: Samples.palette(), depth: .mono)
    for surface in Surface.allCases {
      for role in Role.allCases {
        let style = theme.style(role, on: surface)
        #expect(style.foreground.isDefault && style.background.isDefault)
      }
    }
    #expect(theme[.critical].attributes == [.reverse, .bold])
    #expect(theme[.critical] != theme[.high])
    #expect(theme[.high] != theme[.medium])
    #expect(theme[.medium] != theme[.low])
    #expect(theme[.low] != theme[.info])
    #expect(theme.fill(.selection) != theme.fill(.background))
    #expect(theme[.borderFocused] != theme[.border])
  }

  @Test("16 colours leave the background alone and never use nearest colours")
  func ansi() {
    let theme = Theme(palette: Samples.palette(), depth: .ansi16)
    for role in Role.allCases {
      #expect(theme[role].background.isDefault && theme[role].foreground.rgb == nil)
    }
    #expect(theme.fill(.selection).attributes.contains(.reverse))
  }

  @Test("the terminal's background can show through")
  func transparent() {
    let theme = Theme(palette: Samples.palette(["background_from": "terminal"]), depth: .direct)
    #expect(theme[.text].background.isDefault)
    #expect(!theme.style(.text, on: .selection).background.isDefault)
    #expect(theme.contrastReport().allSatisfy { $0.isEnough })
  }

  @Test("the crmwatch map chooses roles, surfaces and options")
  func overrides() {
    let palette = Samples.palette([
      "critical": "#ff00ff", "selection": "base03", "border_focused": "base0E", "contrast": "3",
    ])
    let theme = Theme(palette: palette, depth: .direct)
    #expect(theme[.critical].foreground.rgb == RGB(packed: 0xFF00FF))
    #expect(theme.fill(.selection).background.rgb == RGB(packed: 0x556070))
    #expect(theme[.borderFocused].foreground.rgb == RGB(packed: 0xC79BFF))
  }

  @Test("mistakes name the key and the remedy")
  func mistakes() {
    func error(_ slots: [String: String], _ overrides: [String: String] = [:]) -> PaletteError? {
      do {
        _ = try Palette(slots: slots, name: "x", overrides: overrides)
        return nil
      } catch { return error }
    }
    var slots = Samples.slots
    slots["base0C"] = nil
    #expect(error(slots) == .missingSlot("base0C"))
    slots["base0C"] = "12345"
    #expect(error(slots) == .invalidColor(slot: "base0C", value: "12345"))
    slots["base0C"] = "#6fd3d3"
    #expect(error(slots) == nil)
    slots["base99"] = "000000"
    #expect(error(slots) == .unknownSlot("base99"))
    #expect(error(Samples.slots, ["critcal": "base08"]) == .unknownOverride("critcal"))
    #expect(
      error(Samples.slots, ["critical": "red"]) == .invalidOverride(key: "critical", value: "red"))
    #expect(
      error(Samples.slots, ["contrast": "99"])?.message
        == "contrast is \"99\"; write a ratio from 3 to 15, such as 4.5")
    #expect(error(Samples.slots, ["mono": "yes"])?.key == "mono")
  }

  @Test("base24 slots fall back to their base16 ones")
  func base24() throws {
    #expect(Samples.palette().color(0x12) == Samples.palette().color(0x08))
    var slots = Samples.slots
    slots["base12"] = "ff0000"
    #expect(try Palette(slots: slots, name: "24").color(0x12) == RGB(packed: 0xFF0000))
  }

  @Test("role names are unique and in snake case")
  func roleNames() {
    let names = Role.allCases.map(\.name) + Surface.allCases.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Role.borderFocused.name == "border_focused")
    #expect(names.allSatisfy { $0 == $0.lowercased() })
  }

  @Test("256 colours: exact ones are found, others are near")
  func xterm() {
    #expect(XtermPalette.index(nearest: RGB(packed: 0xFF0000)) == 196)
    #expect(XtermPalette.index(nearest: RGB(packed: 0x080808)) == 232)
    #expect(XtermPalette.index(nearest: RGB(packed: 0x5F87AF)) == 67)
    for index in UInt8(16)...255 {
      let color = XtermPalette.color(index)
      #expect(XtermPalette.color(XtermPalette.index(nearest: color)) == color)
    }
  }
}
