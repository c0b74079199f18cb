"""The networks that read texts: from a package's weights to the files that ship."""
