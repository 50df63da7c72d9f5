/// The colour schemes that come with the program, as the bytes of their YAML files.
public enum BuiltInThemes {
  /// File name without extension, and content; sorted by name.
  public static let all: [(name: String, yaml: [UInt8])] = [
    ("aurora", PackageResources.aurora_yaml),
    ("beacon-dark", PackageResources.beacon_dark_yaml),
    ("beacon-light", PackageResources.beacon_light_yaml),
    ("daywatch", PackageResources.daywatch_yaml),
    ("ember", PackageResources.ember_yaml),
    ("harbor", PackageResources.harbor_yaml),
    ("ink", PackageResources.ink_yaml),
    ("nightwatch", PackageResources.nightwatch_yaml),
    ("spectrum-dark", PackageResources.spectrum_dark_yaml),
    ("spectrum-light", PackageResources.spectrum_light_yaml),
    ("vellum", PackageResources.vellum_yaml),
  ]
}
