"""What a page says: rows, dates, labels and attachments read from stored bytes."""
