"""The rules, pure: attrs and values only. One file a use case, one file a noun."""
