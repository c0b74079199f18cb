extension Record {
    enum CodingKeys: String, CodingKey {
        case schema, photo, state, reason, exif, detections, candidates, centering, findings, verdict, quality, versions
        case device, boards, fingerprint, capture, relations, texts, measures, examiners, review, evidence
    }

    /// Reads any of `readableSchemas`; keys that version 1 has not are empty.
    /// - Throws: `DecodingError` for another schema and for whatever is not a record.
    public init(from decoder: any Decoder) throws {
        let c = try decoder.container(keyedBy: CodingKeys.self)
        schema = try c.decode(String.self, forKey: .schema)
        guard Record.readableSchemas.contains(schema) else {
            throw DecodingError.dataCorruptedError(
                forKey: .schema, in: c,
                debugDescription: "\(schema) is not known to this program, which reads "
                    + Record.readableSchemas.joined(separator: " and "))
        }
        photo = try c.decode(PhotoSource.self, forKey: .photo)
        state = try c.decode(PhotoState.self, forKey: .state)
        reason = try c.decodeIfPresent(Reason.self, forKey: .reason)
        exif = try c.decode(ExifFacts.self, forKey: .exif)
        detections = try c.decode([Detection].self, forKey: .detections)
        candidates = try c.decodeIfPresent([Detection].self, forKey: .candidates)
        centering = try c.decodeIfPresent(Centering.self, forKey: .centering)
        findings = try c.decode([Finding].self, forKey: .findings)
        verdict = try c.decodeIfPresent(Verdict.self, forKey: .verdict)
        quality = try c.decodeIfPresent(PhotoQuality.self, forKey: .quality)
        versions = try c.decode(Versions.self, forKey: .versions)
        device = try c.decodeIfPresent(CaptureDevice.self, forKey: .device)
        boards = try c.decodeIfPresent([Board].self, forKey: .boards) ?? []
        fingerprint = try c.decodeIfPresent(Fingerprint.self, forKey: .fingerprint)
        capture = try c.decodeIfPresent(Capture.self, forKey: .capture)
        relations = try c.decodeIfPresent([Relation].self, forKey: .relations) ?? []
        texts = try c.decodeIfPresent([ReadText].self, forKey: .texts) ?? []
        measures = try c.decodeIfPresent([String: Double].self, forKey: .measures) ?? [:]
        examiners = try c.decodeIfPresent([ExaminerVersion].self, forKey: .examiners) ?? []
        review = try c.decodeIfPresent(Review.self, forKey: .review)
        evidence = try c.decodeIfPresent(String.self, forKey: .evidence)
    }

    public func encode(to encoder: any Encoder) throws {
        var c = encoder.container(keyedBy: CodingKeys.self)
        try c.encode(Record.schema, forKey: .schema)
        try c.encode(photo, forKey: .photo)
        try c.encode(state, forKey: .state)
        try c.encode(reason, forKey: .reason)
        try c.encode(exif, forKey: .exif)
        try c.encode(detections, forKey: .detections)
        try c.encodeIfPresent(candidates, forKey: .candidates)
        try c.encode(centering, forKey: .centering)
        try c.encode(findings, forKey: .findings)
        try c.encode(verdict, forKey: .verdict)
        try c.encode(quality, forKey: .quality)
        try c.encode(versions, forKey: .versions)
        try c.encodeIfPresent(device, forKey: .device)
        try c.encode(boards, forKey: .boards)
        try c.encode(fingerprint, forKey: .fingerprint)
        try c.encode(capture, forKey: .capture)
        try c.encode(relations, forKey: .relations)
        try c.encode(texts, forKey: .texts)
        try c.encode(measures.mapValues { rounded($0, decimals: 5) }, forKey: .measures)
        try c.encode(examiners, forKey: .examiners)
        try c.encode(review, forKey: .review)
        try c.encodeIfPresent(evidence, forKey: .evidence)
    }
}
