import TrafficModel

/// `config.yaml`: the settings that fit the invented organisation.
enum ConfigurationFile {
  static var text: String {
    """
    # Settings for the sample data; see README.md.
    timezone: UTC
    business_hours: {days: [mon, tue, wed, thu, fri], from: "07:00", to: "20:00"}
    lists:
      # The chief financial officer, by name and by user id: Event Log Files give the id.
      vip: ["\(Organisation.watched.userName)", "\(Organisation.watched.userID)"]
      sensitive_objects: [Case, Contact, User, EmailMessage, Invoice__c, Payment__c]

    """
  }
}
