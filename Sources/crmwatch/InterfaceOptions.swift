import ArgumentParser

/// Options of the commands that open the dashboard.
struct InterfaceOptions: ParsableArguments {
  @Option(name: .long, help: "Colour scheme, by name.") var theme: String?
  @Option(name: .long, help: "Characters to draw with: unicode, block or ascii.")
  var charset: String?
}
