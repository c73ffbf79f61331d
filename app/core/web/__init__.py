"""HTTP that belongs to no feature: guards, errors, languages, security, forms."""
