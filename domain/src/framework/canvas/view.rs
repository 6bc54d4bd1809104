//! The window onto a drawing: screen = drawing x scale + shift.

use super::Rect;
use crate::framework::layout::Point;

pub const LEAST_SCALE: f64 = 0.04;
pub const MOST_SCALE: f64 = 3.0;
/// From this scale on, text reads without leaning forward: 17 px become 14 and a half.
pub const READABLE: f64 = 0.85;
/// Free space around what is fitted, and the part of a drawing that always stays in sight, in pixels of the screen.
const MARGIN: f64 = 24.0;
const IN_SIGHT: f64 = 88.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub x: f64,
    pub y: f64,
    pub scale: f64,
    /// The size of the window on the screen.
    pub width: f64,
    pub height: f64,
    /// What is laid over the window at its top, such as the names of columns.
    pub top: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, scale: 1.0, width: 800.0, height: 600.0, top: 0.0 }
    }
}

impl Viewport {
    pub fn of(width: f64, height: f64, top: f64) -> Self {
        Self { width: width.max(1.0), height: height.max(1.0), top, ..Self::default() }
    }

    pub fn to_drawing(&self, screen: Point) -> Point {
        Point { x: (screen.x - self.x) / self.scale, y: (screen.y - self.y) / self.scale }
    }

    pub fn to_screen(&self, point: Point) -> Point {
        Point { x: point.x * self.scale + self.x, y: point.y * self.scale + self.y }
    }

    pub fn rect_to_screen(&self, rect: Rect) -> Rect {
        let corner = self.to_screen(Point { x: rect.x, y: rect.y });
        let (width, height) = (rect.width * self.scale, rect.height * self.scale);
        Rect { x: corner.x, y: corner.y, width, height }
    }

    /// What of the drawing is seen.
    pub fn window(&self) -> Rect {
        let corner = self.to_drawing(Point::default());
        Rect { x: corner.x, y: corner.y, width: self.width / self.scale, height: self.height / self.scale }
    }

    #[must_use]
    pub fn panned(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }

    /// Nearer or further; what lies at `at` on the screen stays there.
    #[must_use]
    pub fn zoomed(self, at: Point, factor: f64) -> Self {
        let scale = (self.scale * factor).clamp(LEAST_SCALE, MOST_SCALE);
        let fixed = self.to_drawing(at);
        Self { x: at.x - fixed.x * scale, y: at.y - fixed.y * scale, scale, ..self }
    }

    /// The same look at a window of another size: what was in its middle stays there.
    #[must_use]
    pub fn resized(self, width: f64, height: f64) -> Self {
        let (width, height) = (width.max(1.0), height.max(1.0));
        Self {
            x: self.x + (width - self.width) / 2.0,
            y: self.y + (height - self.height) / 2.0,
            width,
            height,
            ..self
        }
    }

    /// Not so far away that the drawing is lost.
    #[must_use]
    pub fn clamped(self, bounds: Rect) -> Self {
        let shown = self.rect_to_screen(bounds);
        let shift = |from: f64, length: f64, room: f64| {
            let least = IN_SIGHT.min(length).min(room);
            let (low, high) = (least - length, room - least);
            from.clamp(low.min(high), high.max(low)) - from
        };
        self.panned(shift(shown.x, shown.width, self.width), shift(shown.y, shown.height, self.height))
    }

    fn room(&self) -> (f64, f64) {
        let wide = (self.width - 2.0 * MARGIN).max(1.0);
        (wide, (self.height - self.top - 2.0 * MARGIN).max(1.0))
    }

    /// Everything at once, and nothing larger than life.
    #[must_use]
    pub fn fitted(self, bounds: Rect) -> Self {
        let (wide, tall) = self.room();
        let scale = (wide / bounds.width.max(1.0)).min(tall / bounds.height.max(1.0));
        self.centred(bounds, scale.clamp(LEAST_SCALE, 1.0))
    }

    fn centred(self, bounds: Rect, scale: f64) -> Self {
        let middle = bounds.middle();
        let across = self.width / 2.0 - middle.x * scale;
        let down = (self.height + self.top) / 2.0 - middle.y * scale;
        Self { x: across, y: down, scale, ..self }
    }

    /// How a drawing opens: whole if its text can be read then, else readable, beginning with `first`.
    #[must_use]
    pub fn opened(self, bounds: Rect, first: Option<Rect>) -> Self {
        let whole = self.fitted(bounds);
        if whole.scale >= READABLE {
            return whole;
        }
        let near = self.centred(bounds, READABLE);
        let shown = near.rect_to_screen(bounds);
        let (wide, tall) = self.room();
        // Across the whole of it in the middle, or its beginning; down as well, or `first` in the middle where the
        // drawing reaches as far.
        let across = if shown.width <= wide { 0.0 } else { MARGIN - shown.x };
        let highest = self.top + MARGIN - shown.y;
        let lowest = self.height - MARGIN - shown.bottom();
        let down = match first.map(|first| near.to_screen(first.middle()).y) {
            _ if shown.height <= tall => 0.0,
            Some(y) => ((self.height + self.top) / 2.0 - y).clamp(lowest, highest),
            None => highest,
        };
        let begun = near.panned(across, down);
        first.map_or(begun, |first| begun.revealing(first))
    }

    /// Moved no further than is needed to see the whole of `rect`, or its beginning where it is larger than the window.
    #[must_use]
    pub fn revealing(self, rect: Rect) -> Self {
        let shown = self.rect_to_screen(rect);
        let shift = |from: f64, to: f64, low: f64, high: f64| {
            if from < low || to - from > high - low {
                low - from
            } else if to > high {
                high - to
            } else {
                0.0
            }
        };
        let across = shift(shown.x, shown.right(), MARGIN, self.width - MARGIN);
        let down = shift(shown.y, shown.bottom(), self.top + MARGIN, self.height - MARGIN);
        self.panned(across, down)
    }

    /// Moved so that a point of the drawing is in the middle.
    #[must_use]
    pub fn centred_on(self, point: Point) -> Self {
        let shown = self.to_screen(point);
        self.panned(self.width / 2.0 - shown.x, (self.height + self.top) / 2.0 - shown.y)
    }
}
