/// One Event Log File row with its columns resolved.
typealias EventLogFileRow = ColumnRow<EventLogFileColumn>
