import SecurityModel

/// Brings the tunables of the detectors that share the volume model into its one settings value.
enum VolumeSettings {
  /// The model's settings from the configuration of VOL-001, EXF-001, VOL-002 and TIM-001.
  static func tunables(_ settings: EngineSettings) -> VolumeTunables {
    var t = VolumeTunables()
    let spike = TunableValues(VolumeSpike.row, overrides: settings.tunables["VOL-001"] ?? [:])
    t.floorCalls = spike["floor_calls"]
    t.minimumZ = spike["z"]
    t.minimumRatio = spike["ratio"]
    t.overMaximum = spike["over_maximum"]
    t.readyDays = spike["warmup_days"]
    let export = TunableValues(ExportAboveNorm.row, overrides: settings.tunables["EXF-001"] ?? [:])
    t.floorRows = export["floor_rows"]
    let slow = TunableValues(SustainedLevel.row, overrides: settings.tunables["VOL-002"] ?? [:])
    t.sustainedRatio = slow["ratio"]
    t.sustainedScore = slow["score"]
    let schedule = TunableValues(OffSchedule.row, overrides: settings.tunables["TIM-001"] ?? [:])
    t.offScheduleCalls = schedule["calls"]
    t.utcOffsetMinutes = settings.utcOffsetMinutes
    t.clockChanges = settings.clockChanges
    return t
  }
}
