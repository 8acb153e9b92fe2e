class BackupBrokenError(Exception):
    """Why a backup can't be made or restored, in words that follow the name of the file."""
