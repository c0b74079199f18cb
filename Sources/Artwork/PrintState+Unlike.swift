import Records

extension PrintState {
    /// The parts of a board that do not look like its print: blocks that are hidden, damaged or shine, joined along rows and
    /// then down; 0…1 of width and height.
    static func unlike(_ view: BoardView, _ artwork: ColourPlanes) -> [Box] {
        let (width, height) = (Double(artwork.width), Double(artwork.height))
        var open: [Box] = []
        var done: [Box] = []
        for row in rows(view, artwork) {
            var next: [Box] = []
            for run in row {
                let box = Box(
                    Double(run.left) / width, Double(run.top) / height, Double(run.right) / width,
                    Double(run.bottom) / height)
                if let above = open.firstIndex(where: { $0.x0 == box.x0 && $0.x1 == box.x1 && $0.y1 == box.y0 }) {
                    let joined = open.remove(at: above)
                    next.append(Box(joined.x0, joined.y0, box.x1, box.y1))
                } else {
                    next.append(box)
                }
            }
            done += open
            open = next
        }
        return done + open
    }
}
