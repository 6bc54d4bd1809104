use super::*;

const NOW: Timestamp = 1_000_000;

/// A courier that the server answered, and what is under way after it.
fn ready(pending: &[RowKey]) -> Courier {
    let mut courier = Courier::new(pending.iter().copied(), true);
    let mut run = |event| courier.handle(event, NOW, 0.5);
    assert_eq!(run(Event::Allowed(true)), [Effect::Open]);
    assert_eq!(run(Event::Opened), [Effect::Greet]);
    assert_eq!(run(Event::Heard(Message::Step1(vec![0]))), [Effect::Answer(vec![0]), Effect::Reached(true)]);
    assert!(courier.is_ready());
    courier
}

fn batch(made: &[&[u8]]) -> Batch {
    Batch { made: made.iter().map(|update| update.to_vec()).collect(), received: Vec::new() }
}

#[test]
fn a_change_goes_to_the_disk_then_out_then_is_marked() {
    let mut courier = ready(&[]);
    assert_eq!(courier.handle(Event::Heard(Message::Ack(0)), NOW, 0.5), []);
    assert_eq!(courier.handle(Event::Made(b"a".to_vec()), NOW, 0.5), []);
    assert_eq!(courier.deadline(), Some(NOW + SAVE_AFTER));
    assert_eq!(courier.handle(Event::Tick, NOW + 1, 0.5), [], "not yet");
    assert_eq!(courier.handle(Event::Tick, NOW + SAVE_AFTER, 0.5), [Effect::Write(batch(&[b"a"]))]);
    assert!(courier.is_unsaved());
    let tell = Effect::Tell { row: Some(7), updates: vec![b"a".to_vec()] };
    assert_eq!(courier.handle(Event::Saved(vec![7]), NOW, 0.5), [tell, Effect::Send(b"a".to_vec())]);
    assert!(!courier.is_unsaved());
    assert_eq!(courier.pending().collect::<Vec<_>>(), [7]);
    assert_eq!(courier.handle(Event::Heard(Message::Ack(1)), NOW, 0.5), [Effect::Mark(vec![7])]);
    assert_eq!(courier.pending().len(), 0);
}

#[test]
fn nothing_leaves_that_the_disk_has_not() {
    let mut courier = Courier::new([], true);
    let mut run = |event| courier.handle(event, NOW, 0.5);
    run(Event::Allowed(true));
    run(Event::Opened);
    run(Event::Made(b"a".to_vec()));
    assert_eq!(run(Event::Heard(Message::Step1(vec![0]))), [Effect::Write(batch(&[b"a"]))]);
    run(Event::Made(b"b".to_vec()));
    let tell = |row, update: &[u8]| Effect::Tell { row: Some(row), updates: vec![update.to_vec()] };
    assert_eq!(run(Event::Saved(vec![1])), [tell(1, b"a"), Effect::Write(batch(&[b"b"]))]);
    let answer = [tell(2, b"b"), Effect::Answer(vec![0]), Effect::Reached(true)];
    assert_eq!(run(Event::Saved(vec![2])), answer);
    assert_eq!(run(Event::Heard(Message::Ack(4))), [Effect::Mark(vec![1, 2])], "the answer held both");
}

#[test]
fn what_was_under_way_goes_again_with_the_next_connection() {
    let mut courier = ready(&[3]);
    assert_eq!(courier.handle(Event::Closed(1006), NOW, 1.0), [Effect::Reached(false)]);
    assert_eq!(courier.phase(), &Phase::Waiting { until: NOW + 500 });
    assert_eq!(courier.handle(Event::Tick, NOW + 499, 0.5), []);
    assert_eq!(courier.handle(Event::Tick, NOW + 500, 0.5), [Effect::Open]);
    assert_eq!(courier.pending().collect::<Vec<_>>(), [3]);
}

#[test]
fn waking_ends_the_wait_and_asks_a_quiet_connection() {
    let mut courier = ready(&[]);
    courier.handle(Event::Heard(Message::Ack(0)), NOW, 0.5);
    assert_eq!(courier.handle(Event::Woken, NOW + 1, 0.5), [], "it has just spoken");
    assert_eq!(courier.handle(Event::Woken, NOW + 5_000, 0.5), [Effect::Greet]);
    assert_eq!(
        courier.handle(Event::Tick, NOW + 5_000 + SILENCE, 1.0),
        [Effect::Close, Effect::Reached(false)]
    );
    assert!(matches!(courier.phase(), Phase::Waiting { .. }));
    assert_eq!(courier.handle(Event::Woken, NOW + 5_001 + SILENCE, 1.0), [Effect::Open]);
}

#[test]
fn silence_ends_a_connection_with_something_under_way() {
    let mut courier = ready(&[1]);
    assert_eq!(courier.deadline(), Some(NOW + SILENCE));
    assert_eq!(courier.handle(Event::Tick, NOW + SILENCE, 0.0), [Effect::Close, Effect::Reached(false)]);
    for _ in 0..2 {
        assert!(!courier.is_cut_off());
        courier.handle(Event::Woken, NOW, 0.0);
        courier.handle(Event::Closed(1006), NOW, 0.0);
    }
    assert!(courier.is_cut_off(), "three times in vain: plain HTTP may do");
}

#[test]
fn a_clock_that_was_set_back_keeps_nothing_waiting() {
    let mut courier = ready(&[]);
    courier.handle(Event::Closed(1006), NOW, 1.0);
    assert_eq!(courier.handle(Event::Tick, NOW - 86_400_000, 0.5), [Effect::Open]);
}

#[test]
fn a_refusal_is_set_aside_or_ends_the_session_and_is_never_the_end() {
    let check = |code: &str, expected: &[Effect]| {
        let mut courier = ready(&[1]);
        assert_eq!(
            courier.handle(Event::Heard(Message::Refused(code.to_owned())), NOW, 0.5),
            expected,
            "{code}"
        );
        assert_eq!(courier.handle(Event::Closed(REFUSED), NOW, 0.5), []);
        assert_eq!(courier.handle(Event::Tick, NOW + LONGEST, 0.5), [Effect::Open], "{code}");
    };
    check("frozen", &[Effect::SetAside(Failure::Frozen)]);
    check("forbidden", &[Effect::SetAside(Failure::Forbidden)]);
    check("signed_out", &[Effect::SessionOver]);
    check("storage", &[]);
    check("something newer", &[]);
}

#[test]
fn signing_out_ends_the_attempts_until_allowed_again() {
    let mut courier = ready(&[1]);
    assert_eq!(courier.handle(Event::Closed(SIGNED_OUT), NOW, 0.5), [Effect::SessionOver]);
    assert_eq!(courier.deadline(), None);
    assert_eq!(courier.handle(Event::Allowed(false), NOW, 0.5), []);
    assert_eq!(courier.handle(Event::Allowed(true), NOW, 0.5), [Effect::Open]);
}

#[test]
fn a_lost_device_is_emptied_and_sends_nothing() {
    let mut courier = ready(&[1]);
    let lost = Event::Heard(Message::Refused("device_revoked".to_owned()));
    assert_eq!(courier.handle(lost, NOW, 0.5), [Effect::DeviceLost]);
    assert_eq!(courier.handle(Event::Closed(SIGNED_OUT), NOW, 0.5), []);
    assert_eq!(courier.deadline(), None);
    // Where emptying it failed, the next contact says so again.
    assert_eq!(courier.handle(Event::Woken, NOW + LONGEST, 0.5), [Effect::Open]);
}

#[test]
fn a_document_started_here_is_registered_first() {
    let mut courier = Courier::new([1], false);
    assert_eq!(courier.handle(Event::Allowed(true), NOW, 0.5), [Effect::Register]);
    courier.handle(Event::Registered(Err(Failure::Unreachable)), NOW, 1.0);
    assert_eq!(courier.handle(Event::Tick, NOW + 500, 0.5), [Effect::Register]);
    assert_eq!(courier.handle(Event::Registered(Ok(())), NOW, 0.5), [Effect::Open]);
}

#[test]
fn a_leader_sends_what_other_tabs_have_written() {
    let mut courier = ready(&[]);
    courier.handle(Event::Heard(Message::Ack(0)), NOW, 0.5);
    let elsewhere = Event::Elsewhere { row: 9, updates: vec![b"x".to_vec(), b"y".to_vec()] };
    assert_eq!(
        courier.handle(elsewhere, NOW, 0.5),
        [Effect::Send(b"x".to_vec()), Effect::Send(b"y".to_vec())]
    );
    assert_eq!(courier.handle(Event::Heard(Message::Ack(1)), NOW, 0.5), []);
    assert_eq!(courier.handle(Event::Heard(Message::Ack(2)), NOW, 0.5), [Effect::Mark(vec![9])]);
}

#[test]
fn the_disk_is_tried_again_and_nothing_is_forgotten() {
    let mut courier = Courier::new([], true);
    courier.handle(Event::Made(b"a".to_vec()), NOW, 0.5);
    assert_eq!(courier.handle(Event::Flush, NOW, 0.5), [Effect::Write(batch(&[b"a"]))]);
    assert_eq!(courier.handle(Event::Flush, NOW, 0.5), [], "one write at a time");
    courier.handle(Event::Made(b"b".to_vec()), NOW, 0.5);
    assert_eq!(courier.handle(Event::NotSaved, NOW, 0.5), []);
    assert!(courier.is_unsaved());
    let again = courier.handle(Event::Tick, NOW + SAVE_AGAIN_AFTER, 0.5);
    assert_eq!(again, [Effect::Write(batch(&[b"a", b"b"]))]);
}
