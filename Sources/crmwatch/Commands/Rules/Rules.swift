import ArgumentParser

/// `crmwatch rules`: the analyst's own rules.
struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check, list and try Sigma rules of your own.",
    discussion: """
      Rules are Sigma 2.1 with correlations and filters, in .yml and .yaml files.

      Examples:
        crmwatch rules check rules/
        crmwatch rules list rules/ --json | jq -r '[.rule, .level] | @tsv'
        crmwatch rules test rules/ --on /var/log/salesforce/
      """,
    subcommands: [RulesCheck.self, RulesList.self, RulesTest.self])
}
