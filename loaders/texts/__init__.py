"""Treaty texts: read into one document model, coded by rules that show their evidence, compared with each other."""
