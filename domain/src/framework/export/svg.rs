//! The drawing for print: a page of A3, levels from left to right as columns, links behind the boxes.

use std::fmt::Write as _;

use super::{Words, xml};
use crate::framework::{
    Framework, Kind,
    layout::{self, Drawing, Point},
    link::LinkKind,
};

/// Colours and type of the application's light theme (`style/_tokens.scss`), on white paper.
const INK: &str = "#1d2425";
const SOFT: &str = "#4a5150";
const HAIRLINE: &str = "#d8d0be";
const EDGE: &str = "#868070";
const ACCENT: &str = "#0b4f57";
const WASH: &str = "#dfe9e5";
const RAISED: &str = "#fdfbf6";
const FONT: &str = "'Atkinson Hyperlegible Next', 'Atkinson Hyperlegible', system-ui, sans-serif";

/// In pixels of the drawing, which is then fitted to the page.
const BOX_WIDTH: f64 = 300.0;
const PADDING: f64 = 14.0;
const LINE: f64 = 22.0;
/// What boxes give up of the free space between them, since text on paper can stand closer than targets for a finger.
const CLOSER: f64 = 18.0;
const MARGIN: f64 = 48.0;
const HEAD: f64 = 120.0;
/// The most that columns are drawn apart to fill the page, and the shape of its free part.
const APART: f64 = 200.0;
const SHAPE: f64 = 1.42;
/// Characters that fit on a line of a box at 17 px of this type, and lines that are shown of a very long text.
const COLUMNS: usize = 30;
const LINES: usize = 12;

pub fn write(framework: &Framework, words: Words) -> String {
    let labels: Vec<Vec<String>> =
        framework.nodes.iter().map(|node| wrap(node.text.in_language(words.language).0)).collect();
    let (mut graph, links) = framework.graph(0.0, BOX_WIDTH);
    for (node, lines) in graph.nodes.iter_mut().zip(&labels) {
        // The drawing lies on its side: what is wide on paper is high for the layout.
        node.width = height(lines) - CLOSER;
        node.at = layout::At::Free;
    }
    let mut drawing = turned(layout::layout(&graph));
    stretch(&mut drawing, &labels);
    let page = Page::around(&drawing, &labels);
    let mut out = page.open(framework, words);
    columns(&mut out, framework, &drawing, &page, words);
    for (route, &link) in drawing.routes.iter().zip(&links) {
        path(&mut out, route, &framework.links[link].kind);
    }
    for ((node, place), lines) in framework.nodes.iter().zip(&drawing.places).zip(&labels) {
        box_of(&mut out, place, lines, &node.kind);
    }
    out.push_str("</svg>\n");
    out
}

fn height(lines: &[String]) -> f64 {
    lines.len().max(1) as f64 * LINE + 2.0 * PADDING
}

fn turned(mut drawing: Drawing) -> Drawing {
    for place in &mut drawing.places {
        (place.x, place.y) = (place.y, place.x);
    }
    for point in drawing.routes.iter_mut().flatten() {
        (point.x, point.y) = (point.y, point.x);
    }
    drawing
}

/// Moves the columns apart until the drawing has the shape of the page.
fn stretch(drawing: &mut Drawing, labels: &[Vec<String>]) {
    let mut middles: Vec<f64> = drawing.places.iter().map(|place| place.x).collect();
    middles.sort_unstable_by(f64::total_cmp);
    middles.dedup();
    let page = Page::around(drawing, labels);
    let gaps = middles.len().saturating_sub(1);
    if gaps == 0 || page.width * 2.0 < page.height {
        return;
    }
    let more = ((page.height * SHAPE - page.width) / gaps as f64).clamp(0.0, APART);
    let moved = |x: f64| {
        let passed = |pair: &[f64]| {
            let (from, to) = (pair[0] + BOX_WIDTH / 2.0, pair[1] - BOX_WIDTH / 2.0);
            if to > from { ((x - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 }
        };
        x + more * middles.windows(2).map(passed).sum::<f64>()
    };
    for place in &mut drawing.places {
        place.x = moved(place.x);
    }
    for point in drawing.routes.iter_mut().flatten() {
        point.x = moved(point.x);
    }
}

struct Page {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Page {
    fn around(drawing: &Drawing, labels: &[Vec<String>]) -> Self {
        let mut corners: Vec<Point> = Vec::new();
        for (place, lines) in drawing.places.iter().zip(labels) {
            let (x, y) = (BOX_WIDTH / 2.0, height(lines) / 2.0);
            corners.push(Point { x: place.x - x, y: place.y - y });
            corners.push(Point { x: place.x + x, y: place.y + y });
        }
        corners.extend(drawing.routes.iter().flatten());
        let least = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&Point) -> f64| corners.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        if corners.is_empty() {
            return Self { left: 0.0, top: 0.0, width: 840.0, height: 594.0 };
        }
        let (left, top) = (least(|point| point.x) - MARGIN, least(|point| point.y) - MARGIN - HEAD);
        Self {
            left,
            top,
            width: most(|point| point.x) + MARGIN - left,
            height: most(|point| point.y) + MARGIN - top,
        }
    }

    fn open(&self, framework: &Framework, words: Words) -> String {
        let (across, down) = if self.width >= self.height { (420, 297) } else { (297, 420) };
        let title = framework.title.in_language(words.language).0;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{across}mm\" height=\"{down}mm\" \
             viewBox=\"{} {} {} {}\" lang=\"{}\" role=\"img\" aria-labelledby=\"title\" \
             font-family=\"{FONT}\" fill=\"{INK}\">\n\
             <title id=\"title\">{}</title>\n\
             <defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" \
             markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0.5 10 5 0 9.5z\" fill=\"{EDGE}\"/></marker></defs>\n",
            short(self.left),
            short(self.top),
            short(self.width),
            short(self.height),
            words.language.tag(),
            xml(title),
        );
        let (x, y) = (short(self.left + MARGIN), short(self.top + MARGIN + 22.0));
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"31\" font-weight=\"620\">{}</text>",
            xml(title)
        );
        out
    }
}

/// The name of each level above its column, over a hairline.
fn columns(out: &mut String, framework: &Framework, drawing: &Drawing, page: &Page, words: Words) {
    let mut named: Vec<(f64, &Kind)> = Vec::new();
    for (node, place) in framework.nodes.iter().zip(&drawing.places) {
        if node.kind.level().is_some() && !named.iter().any(|(x, kind)| *x == place.x && **kind == node.kind)
        {
            named.push((place.x, &node.kind));
        }
    }
    let y = page.top + MARGIN + HEAD - 44.0;
    for (x, kind) in named {
        let (from, to) = (x - BOX_WIDTH / 2.0, x + BOX_WIDTH / 2.0);
        let name = xml(&words.kind(framework, kind));
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"20\" fill=\"{SOFT}\">{name}</text>\n\
             <path d=\"M{} {}H{}\" stroke=\"{HAIRLINE}\" stroke-width=\"1.5\"/>",
            short(from),
            short(y),
            short(from),
            short(y + 12.0),
            short(to),
        );
    }
}

fn path(out: &mut String, route: &[Point], kind: &LinkKind) {
    let Some((first, rest)) = route.split_first() else { return };
    let mut line = format!("M{} {}", short(first.x), short(first.y));
    for point in rest {
        let _ = write!(line, "L{} {}", short(point.x), short(point.y));
    }
    let dash = match kind {
        LinkKind::Feedback => " stroke-dasharray=\"3 6\"",
        LinkKind::Inhibiting => " stroke-dasharray=\"12 6\"",
        _ => "",
    };
    let _ = writeln!(
        out,
        "<path d=\"{line}\" fill=\"none\" stroke=\"{EDGE}\" stroke-width=\"2\" stroke-linejoin=\"round\"{dash} \
         marker-end=\"url(#arrow)\"/>"
    );
}

fn box_of(out: &mut String, place: &layout::Place, lines: &[String], kind: &Kind) {
    let tall = height(lines);
    let (x, y) = (place.x - BOX_WIDTH / 2.0, place.y - tall / 2.0);
    let (fill, stroke) = if *kind == Kind::Final { (WASH, ACCENT) } else { (RAISED, EDGE) };
    let _ = writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{BOX_WIDTH}\" height=\"{}\" rx=\"4\" fill=\"{fill}\" stroke=\"{stroke}\" \
         stroke-width=\"1.5\"/>",
        short(x),
        short(y),
        short(tall)
    );
    let _ = write!(out, "<text font-size=\"17\">");
    for (index, line) in lines.iter().enumerate() {
        let down = y + PADDING + LINE * (index as f64 + 0.76);
        let _ =
            write!(out, "<tspan x=\"{}\" y=\"{}\">{}</tspan>", short(x + PADDING), short(down), xml(line));
    }
    out.push_str("</text>\n");
}

/// Lines of at most [`COLUMNS`] characters, broken at spaces where there are any.
fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_ascii_whitespace() {
        let characters: Vec<char> = word.chars().collect();
        for piece in characters.chunks(COLUMNS) {
            if length > 0 && length + 1 + piece.len() > COLUMNS {
                lines.push(std::mem::take(&mut line));
                length = 0;
            }
            if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.extend(piece);
            length += piece.len();
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// A tenth of a pixel is fine enough.
fn short(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    format!("{tenths}")
}
