/// Every built-in detector, in the order in which they look at an event.
public enum DetectorRegistry {
  /// A new detector is one file and one line here.
  public static let all: [any Detector.Type] = [
    VolumeSpike.self,
    SustainedLevel.self,
    KeyRate.self,
    IntegrationRate.self,
    DailyQuota.self,
    ExportAboveNorm.self,
    FirstBulkQuery.self,
    MaximumExtraction.self,
    ReconExportCleanup.self,
    JobDeletedSoon.self,
    NewObject.self,
    NewEndpoint.self,
    NewVerb.self,
    NewNetwork.self,
    NewClient.self,
    NewSurface.self,
    OffSchedule.self,
    AuthenticationFailures.self,
    VIPLoginFailures.self,
    RevokedTokenUse.self,
    UnregisteredIntegration.self,
    DormantCredential.self,
    CoordinatedAnomaly.self,
    RiskAccumulation.self,
  ]
}
