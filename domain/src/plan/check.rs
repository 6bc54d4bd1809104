//! What is missing in a plan or at odds with itself, each with where. `locales/*/problem.toml` words the codes.

use std::collections::BTreeSet;

use super::{Activity, Attendance, Goal, PLAN, Progress, Reading, Review, Session, Status};
use crate::{
    calendar::Day,
    problem::{Place, Problem, Severity},
};

/// More goals at once than one can work on.
const MANY: usize = 5;

/// Every code with its parameters, as in [`crate::guide::xlsform::CODES`].
pub const CODES: &[(&str, &[&str])] = &[
    ("plan_activity_after_plan", &[]),
    ("plan_activity_days", &[]),
    ("plan_activity_what_missing", &[]),
    ("plan_activity_who_missing", &[]),
    ("plan_agreement_missing", &[]),
    ("plan_days", &[]),
    ("plan_goal_activity_missing", &[]),
    ("plan_goal_due", &[]),
    ("plan_goal_due_before_plan", &[]),
    ("plan_goal_scale_alike", &[]),
    ("plan_goal_scale_missing", &[]),
    ("plan_goal_scale_partial", &[]),
    ("plan_goal_start_missing", &[]),
    ("plan_goal_status_why", &[]),
    ("plan_goal_target_missing", &[]),
    ("plan_goal_title_missing", &[]),
    ("plan_goal_unpinned", &[]),
    ("plan_goals_many", &["count"]),
    ("plan_goals_missing", &[]),
    ("plan_review_ahead", &[]),
    ("plan_review_missing", &[]),
    ("plan_review_overdue", &[]),
    ("plan_session_ahead", &[]),
    ("plan_session_attendance_missing", &[]),
    ("plan_session_day_missing", &[]),
    ("plan_strengths_missing", &[]),
    ("plan_value_unreadable", &["field"]),
];

/// A problem, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the record.
    pub record: String,
    /// The field or text.
    pub part: &'static str,
    pub problem: Problem,
}

impl Finding {
    pub fn is_error(&self) -> bool {
        self.problem.severity == Severity::Error
    }
}

struct Findings(Vec<Finding>);

impl Findings {
    fn error_if(&mut self, is_wrong: bool, record: &str, part: &'static str, code: &str) {
        self.add(is_wrong, record, part, Problem::error(code, Place::default()));
    }

    fn warn_if(&mut self, is_wrong: bool, record: &str, part: &'static str, code: &str) {
        self.add(is_wrong, record, part, Problem::warning(code, Place::default()));
    }

    fn add(&mut self, is_wrong: bool, record: &str, part: &'static str, problem: Problem) {
        if is_wrong {
            self.0.push(Finding { record: record.to_owned(), part, problem });
        }
    }
}

/// Whether both are there and the first is after the second.
fn is_after(first: Option<Day>, second: Option<Day>) -> bool {
    first.zip(second).is_some_and(|(first, second)| first > second)
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

impl Goal {
    /// Whether nothing more is done for it.
    pub fn is_closed(&self) -> bool {
        matches!(self.status, Status::Achieved | Status::Dropped)
    }
}

impl Reading {
    /// Everything that is missing or at odds on a day, in the order of the plan. Errors keep it from being signed.
    pub fn findings(&self, today: Day) -> Vec<Finding> {
        let mut found = Findings(Vec::new());
        self.whole(&mut found);
        for goal in &self.goals {
            self.goal(goal, today, &mut found);
        }
        for session in &self.sessions {
            check_session(session, today, &mut found);
        }
        for review in &self.reviews {
            check_review(review, today, &mut found);
        }
        for (record, field) in &self.unreadable {
            let problem = Problem::error("plan_value_unreadable", Place::default()).with("field", field);
            found.add(true, record, "", problem);
        }
        found.0
    }

    /// What keeps the plan from being signed: errors, and that the person's answer is not written down.
    pub fn obstacles_to_signing(&self, today: Day) -> Vec<Finding> {
        let mut found = Findings(self.findings(today).into_iter().filter(Finding::is_error).collect());
        found.error_if(self.about.agreement.is_none(), PLAN, "agreement", "plan_agreement_missing");
        found.0
    }

    fn whole(&self, found: &mut Findings) {
        let active = self.goals.iter().filter(|goal| goal.status == Status::Active).count();
        let has_review_to_come = self.reviews.iter().any(|review| review.held.is_none());
        found.error_if(is_after(self.about.from, self.about.until), PLAN, "until", "plan_days");
        found.error_if(self.goals.is_empty(), PLAN, "goals", "plan_goals_missing");
        let many = Problem::warning("plan_goals_many", Place::default()).with("count", active);
        found.add(active > MANY, PLAN, "goals", many);
        found.warn_if(active > 0 && !has_review_to_come, PLAN, "reviews", "plan_review_missing");
        let only_obstacles = self.strengths.is_empty() && !self.obstacles.is_empty();
        found.warn_if(only_obstacles, PLAN, "strengths", "plan_strengths_missing");
    }

    fn goal(&self, goal: &Goal, today: Day, found: &mut Findings) {
        let id = &goal.id;
        found.error_if(is_blank(&goal.title), id, "title", "plan_goal_title_missing");
        found.error_if(is_after(self.about.from, goal.target), id, "target", "plan_goal_due_before_plan");
        let wants_why = goal.status == Status::Dropped && is_blank(&goal.why);
        found.warn_if(wants_why, id, "why", "plan_goal_status_why");
        for activity in &goal.activities {
            self.activity(activity, found);
        }
        if goal.is_closed() {
            return;
        }
        found.warn_if(goal.pin.is_none(), id, "pin", "plan_goal_unpinned");
        if goal.status == Status::Active {
            found.warn_if(goal.activities.is_empty(), id, "activities", "plan_goal_activity_missing");
            found.warn_if(is_after(Some(today), goal.target), id, "target", "plan_goal_due");
            found.warn_if(goal.target.is_none(), id, "target", "plan_goal_target_missing");
            check_scale(goal, found);
        }
    }

    fn activity(&self, activity: &Activity, found: &mut Findings) {
        let id = &activity.id;
        found.error_if(is_after(activity.from, activity.until), id, "until", "plan_activity_days");
        found.warn_if(is_blank(&activity.what), id, "what", "plan_activity_what_missing");
        let is_open = !matches!(activity.progress, Progress::Done | Progress::Dropped);
        found.warn_if(is_open && !activity.has_who(), id, "who", "plan_activity_who_missing");
        let is_late = is_after(activity.from, self.about.until);
        found.warn_if(is_late, id, "from", "plan_activity_after_plan");
    }
}

fn check_scale(goal: &Goal, found: &mut Findings) {
    let written: Vec<String> = goal
        .levels
        .iter()
        .map(|level| level.trim().to_lowercase())
        .filter(|level| !level.is_empty())
        .collect();
    let distinct: BTreeSet<&String> = written.iter().collect();
    let id = &goal.id;
    found.warn_if(written.is_empty(), id, "scale", "plan_goal_scale_missing");
    found.warn_if((1..5).contains(&written.len()), id, "scale", "plan_goal_scale_partial");
    found.warn_if(distinct.len() < written.len(), id, "scale", "plan_goal_scale_alike");
    found.warn_if(written.len() == 5 && goal.start.is_none(), id, "start", "plan_goal_start_missing");
}

fn check_session(session: &Session, today: Day, found: &mut Findings) {
    found.warn_if(session.day.is_none(), &session.id, "day", "plan_session_day_missing");
    let is_silent = session.attendance.is_none() && is_after(Some(today), session.day);
    found.warn_if(is_silent, &session.id, "attendance", "plan_session_attendance_missing");
    let took_place = matches!(session.attendance, Some(Attendance::Present | Attendance::Late));
    let is_ahead = took_place && is_after(session.day, Some(today));
    found.error_if(is_ahead, &session.id, "day", "plan_session_ahead");
}

fn check_review(review: &Review, today: Day, found: &mut Findings) {
    found.error_if(is_after(review.held, Some(today)), &review.id, "held", "plan_review_ahead");
    found.warn_if(review.is_overdue(today), &review.id, "day", "plan_review_overdue");
}
