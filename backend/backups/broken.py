class BackupBrokenError(Exception):
    """A backup can't be made or restored. The message is a predicate that follows the file's name."""
