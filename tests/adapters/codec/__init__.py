"""The codec of what a storage keeps."""
