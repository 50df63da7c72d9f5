import TrafficModel

/// `registry.yaml`: what the invented organisation declared about its integrations.
enum RegistryFile {
  private struct Entry {
    var parties: [Party]
    var name: String
    var owner: String
    var purpose: String
    var objects: [String]
    var apis: [String]
    var networks: [String]
    var type = "service_account"
  }

  static var text: String {
    var out = """
      # Integrations that Lumenfield (an invented company) has declared.
      # `match` is a credential key, an application id or name, or a user; `*` matches any run of
      # characters. Every integration here has a user of its own, so the user names it best: sign-ins
      # and bulk rows carry nothing else. People who only use the browser are not listed: an entry for
      # a person would also vouch for every application that the person is talked into authorising.
      integrations:

      """
    for entry in entries {
      for party in entry.parties {
        out += "  - match: \"" + party.userID + "\"\n"
        out += "    name: " + entry.name + "\n"
        out += "    owner: " + entry.owner + "\n"
        out += "    purpose: " + entry.purpose + "\n"
        out += "    type: " + entry.type + "\n"
        if !entry.objects.isEmpty {
          out += "    objects: [" + entry.objects.joined(separator: ", ") + "]\n"
        }
        out += "    apis: [" + entry.apis.joined(separator: ", ") + "]\n"
        let networks = entry.networks.map { "\"" + $0 + "\"" }
        out += "    networks: [" + networks.joined(separator: ", ") + "]\n"
        out += "    approved: true\n"
      }
    }
    return out
  }

  private static let entries: [Entry] = {
    let o = Organisation.self
    return [
      Entry(
        parties: [o.sync], name: "Interlace CRM Sync", owner: "revenue-systems@lumenfield.example",
        purpose: "Keeps accounts, contacts and deals equal in CRM and billing",
        objects: ["Account", "Contact", "Opportunity", "Lead"], apis: ["rest", "oauth"],
        networks: ["2001:db8:1a00::/48"]),
      Entry(
        parties: [o.etl], name: "Nightvault ETL", owner: "data-platform@lumenfield.example",
        purpose: "Nightly copy of core tables to the warehouse, scores written back",
        objects: ["Account", "Contact", "Opportunity", "OpportunityLineItem", "Task"],
        apis: ["rest", "bulk2", "oauth"], networks: ["198.51.100.200/32"]),
      Entry(
        parties: [o.marketing], name: "Brightmail Automation",
        owner: "marketing-ops@lumenfield.example", purpose: "Campaign members and lead scoring",
        objects: ["Lead", "CampaignMember", "Campaign", "Task"], apis: ["rest", "oauth"],
        networks: ["2001:db8:2b00::/48"]),
      Entry(
        parties: [o.support], name: "Deskhero Support", owner: "support-tools@lumenfield.example",
        purpose: "Tickets and their contacts",
        objects: ["Case", "CaseComment", "Contact", "Account"], apis: ["rest", "oauth"],
        networks: ["2001:db8:3c00::/48"]),
      Entry(
        parties: [o.telephony], name: "Ringline Telephony",
        owner: "support-tools@lumenfield.example", purpose: "Screen pops and call notes",
        objects: ["Contact", "Lead", "Task"], apis: ["rest", "oauth"],
        networks: ["192.0.2.0/24"]),
      Entry(
        parties: [o.analytics], name: "Qlarity BI",
        owner: "data-platform@lumenfield.example", purpose: "Dashboards for every department",
        objects: [], apis: ["rest", "soap", "oauth"], networks: ["198.51.100.64/32"]),
      Entry(
        parties: [o.assistant], name: "Lantern MCP Assistant",
        owner: "revenue-systems@lumenfield.example",
        purpose: "AI assistant that answers questions on deals and cases, read only",
        objects: ["Account", "Contact", "Opportunity", "Case", "Task", "Product2"],
        apis: ["rest", "mcp", "oauth"], networks: ["2001:db8:4d00::/48"]),
      Entry(
        parties: [o.quality], name: "Tidyrow Data Quality",
        owner: "revenue-systems@lumenfield.example", purpose: "Weekly clean-up of addresses",
        objects: ["Account", "Contact"], apis: ["rest", "oauth"],
        networks: ["2001:db8:5e00::/48"]),
      Entry(
        parties: [o.finance], name: "Ledgerlink Finance", owner: "finance-it@lumenfield.example",
        purpose: "Posts invoices and payments, heavier at the end of the month",
        objects: ["Invoice__c", "Payment__c", "Opportunity", "Account"], apis: ["rest", "oauth"],
        networks: ["198.51.100.210/32"]),
      Entry(
        parties: [o.quoting], name: "Quoteforge CPQ", owner: "sales-ops@lumenfield.example",
        purpose: "Prices and quotes",
        objects: ["Product2", "Quote", "QuoteLineItem", "Opportunity"],
        apis: ["rest", "apexrest", "oauth"], networks: ["2001:db8:6f00::/48"]),
      Entry(
        parties: [o.mail], name: "Postbridge Mail Sync", owner: "workplace@lumenfield.example",
        purpose: "Mail and calendar entries on records", objects: ["Event", "Contact", "Task"],
        apis: ["soap", "oauth"], networks: ["2001:db8:7a00::/48"]),
      Entry(
        parties: [o.chat], name: "Parleyo Chat", owner: "marketing-ops@lumenfield.example",
        purpose: "Leads from the chat on the web site", objects: ["Contact", "Lead", "Task"],
        apis: ["rest", "oauth"], networks: ["2001:db8:8b00::/48"]),
      Entry(
        parties: [o.signing], name: "Signet e-Signature", owner: "sales-ops@lumenfield.example",
        purpose: "Sends quotes for signature; contract ended 15 August 2025",
        objects: ["Quote", "Contact", "Envelope__c"], apis: ["rest", "oauth"],
        networks: ["2001:db8:9c00::/48"]),
      Entry(
        parties: [o.survey], name: "Pulsepoll Surveys", owner: "support-tools@lumenfield.example",
        purpose: "Customer surveys; pilot of mid-July, thought to be over",
        objects: ["Contact", "Survey__c"], apis: ["rest", "oauth"],
        networks: ["2001:db8:b300::/48"]),
      Entry(
        parties: [o.ines, o.tomas], name: "Developers' command line",
        owner: "platform-team@lumenfield.example", purpose: "Development and support by hand",
        objects: [], apis: ["rest", "tooling", "oauth"],
        networks: ["198.51.100.0/24", "2001:db8:a100::/48", "2001:db8:a200::/48"], type: "human"),
    ]
  }()
}
