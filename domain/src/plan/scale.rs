//! Goal attainment scaling, as published by Kiresuk and Sherman (1968): five levels per goal, written down beforehand,
//! weights, and one T-score for a set of goals. It says how far goals were reached, and nothing of whoever has them.

use serde::{Deserialize, Serialize};

use super::{Goal, Reading};
use crate::calendar::Day;

/// What the goals of one person are taken to have in common.
pub const RHO: f64 = 0.3;

/// How far a goal was reached: from −2, much less than expected, through 0, as expected, to 2, much more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Level {
    MuchLess,
    Less,
    Expected,
    More,
    MuchMore,
}

impl Level {
    pub const ALL: [Self; 5] = [Self::MuchLess, Self::Less, Self::Expected, Self::More, Self::MuchMore];

    pub fn number(self) -> i32 {
        match self {
            Self::MuchLess => -2,
            Self::Less => -1,
            Self::Expected => 0,
            Self::More => 1,
            Self::MuchMore => 2,
        }
    }

    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// As it stands in a field.
    pub fn code(self) -> &'static str {
        match self {
            Self::MuchLess => "-2",
            Self::Less => "-1",
            Self::Expected => "0",
            Self::More => "1",
            Self::MuchMore => "2",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// The name of the text that says what this level is for a goal.
    pub fn text(self) -> &'static str {
        match self {
            Self::MuchLess => "level_a",
            Self::Less => "level_b",
            Self::Expected => "level_c",
            Self::More => "level_d",
            Self::MuchMore => "level_e",
        }
    }
}

/// What is no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a level")]
pub struct NoLevel;

impl TryFrom<String> for Level {
    type Error = NoLevel;

    fn try_from(code: String) -> Result<Self, NoLevel> {
        Self::from_code(&code).ok_or(NoLevel)
    }
}

impl From<Level> for String {
    fn from(level: Level) -> Self {
        level.code().to_owned()
    }
}

/// `T = 50 + 10 Σwx / √((1−ρ)Σw² + ρ(Σw)²)` of goals with their weights. `None` where no goal weighs anything.
pub fn t_score(goals: impl IntoIterator<Item = (u32, Level)>) -> Option<f64> {
    let (mut reached, mut squares, mut sum) = (0.0, 0.0, 0.0);
    for (weight, level) in goals {
        let weight = f64::from(weight);
        reached += weight * f64::from(level.number());
        squares += weight * weight;
        sum += weight;
    }
    let spread = ((1.0 - RHO) * squares + RHO * sum * sum).sqrt();
    (spread > 0.0).then(|| 50.0 + 10.0 * reached / spread)
}

/// The score of a set of goals at a review, beside that of the same goals at the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The id of the review.
    pub review: String,
    pub day: Option<Day>,
    /// How many goals it is of.
    pub goals: usize,
    pub start: f64,
    pub now: f64,
}

impl Score {
    pub fn change(&self) -> f64 {
        self.now - self.start
    }
}

impl Goal {
    /// Importance times difficulty, each from 0 to 3. What was left open changes nothing.
    pub fn weight(&self) -> u32 {
        self.importance.unwrap_or(1) * self.difficulty.unwrap_or(1)
    }

    pub fn has_scale(&self) -> bool {
        self.levels.iter().all(|level| !level.trim().is_empty())
    }
}

impl Reading {
    /// One score for each review at which goals were rated that have a whole scale and a level at the start.
    pub fn scores(&self) -> Vec<Score> {
        self.reviews.iter().filter_map(|review| self.score(&review.id, review.held.or(review.day))).collect()
    }

    fn score(&self, review: &str, day: Option<Day>) -> Option<Score> {
        let counted: Vec<(u32, Level, Level)> = self
            .goals
            .iter()
            .filter(|goal| goal.status.counts() && goal.has_scale())
            .filter_map(|goal| Some((goal.weight(), goal.start?, *goal.ratings.get(review)?)))
            .collect();
        let start = t_score(counted.iter().map(|(weight, start, _)| (*weight, *start)))?;
        let now = t_score(counted.iter().map(|(weight, _, now)| (*weight, *now)))?;
        Some(Score { review: review.to_owned(), day, goals: counted.len(), start, now })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn score(goals: &[(u32, i32)]) -> Option<f64> {
        t_score(goals.iter().map(|(weight, number)| (*weight, Level::from_number(*number).unwrap())))
    }

    #[test]
    fn scores_are_those_of_the_publication() {
        for (goals, expected) in [
            (&[(1, 0), (1, 0), (1, 0)][..], 50.0),
            (&[(1, 1), (1, 1), (1, 1)], 63.693_063_937_629),
            (&[(1, -1), (1, -1), (1, -1)], 36.306_936_062_371),
            (&[(4, 1), (6, 0), (9, -1)], 46.476_775_873_961),
            (&[(1, 2)], 70.0),
            (&[(5, -2)], 30.0),
            (&[(0, 2), (1, 1)], 60.0),
        ] {
            let actual = score(goals).unwrap();
            assert!((actual - expected).abs() < 1e-9, "{goals:?}: {actual}");
        }
        assert_eq!(score(&[]), None);
        assert_eq!(score(&[(0, 2), (0, -1)]), None);
    }

    #[test]
    fn levels_are_numbers_and_read_back() {
        for level in Level::ALL {
            assert_eq!(Level::from_code(level.code()), Some(level));
            assert_eq!(Level::from_number(level.number()), Some(level));
            assert_eq!(level.code(), level.number().to_string());
        }
        assert_eq!(Level::from_code("3"), None);
    }

    fn goals() -> impl Strategy<Value = Vec<(u32, i32)>> {
        prop::collection::vec((1_u32..10, -2..=2_i32), 1..12)
    }

    proptest! {
        #[test]
        fn the_score_is_even_around_fifty(goals in goals()) {
            let turned: Vec<_> = goals.iter().map(|(weight, level)| (*weight, -level)).collect();
            prop_assert!((score(&goals).unwrap() + score(&turned).unwrap() - 100.0).abs() < 1e-9);
        }

        #[test]
        fn neither_order_nor_the_size_of_weights_matters(goals in goals(), times in 1_u32..50) {
            let grown: Vec<_> = goals.iter().rev().map(|(weight, level)| (weight * times, *level)).collect();
            prop_assert!((score(&goals).unwrap() - score(&grown).unwrap()).abs() < 1e-9);
        }

        #[test]
        fn one_goal_that_is_reached_further_never_lowers_it(goals in goals(), at in any::<prop::sample::Index>()) {
            let mut better = goals.clone();
            let at = at.index(goals.len());
            prop_assume!(better[at].1 < 2);
            better[at].1 += 1;
            prop_assert!(score(&better) > score(&goals));
        }

        #[test]
        fn it_stays_where_the_levels_of_all_goals_put_it(goals in goals()) {
            let score = score(&goals).unwrap();
            let bound = 20.0 / RHO.sqrt();
            prop_assert!((50.0 - bound..=50.0 + bound).contains(&score), "{score}");
        }
    }
}
