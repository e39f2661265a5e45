"""The outside of the product: queue, blobs and clock."""
