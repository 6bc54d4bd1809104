use domain::{
    guide::{Guide, Item, Kind, check::Lenience, xpath},
    problem::{Problem, Severity},
};

use super::read;

/// A form of which only the model and the body vary.
fn form(model: &str, body: &str) -> String {
    format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
<h:head><h:title>Talk</h:title><model>{model}</model></h:head>
<h:body>{body}</h:body></h:html>"#
    )
}

fn guide(model: &str, body: &str) -> (Guide, Vec<Problem>) {
    let (guide, problems) = read(form(model, body).as_bytes(), Lenience::default());
    (guide.unwrap_or_else(|| panic!("{problems:?}")), problems)
}

const MODEL: &str = r#"
<itext>
  <translation lang="English (en)"><text id="age"><value>Age of <output value="/data/g/who"/></value><value form="guidance">Ask twice</value></text></translation>
  <translation lang="French (fr)" default="true()"><text id="age"><value>Âge</value></text></translation>
</itext>
<instance><data id="talk" version="3"><age/><g><who>Awa</who></g><kids jr:template=""><kid/></kids><pet/><total/><start/><note/><meta><instanceID/></meta></data></instance>
<instance id="pets"><root>
  <item><name>cat</name><label>Cat</label><legs>4</legs></item>
  <item><name>hen</name><label>Hen</label><legs>2</legs></item>
</root></instance>
<bind nodeset="/data/age" type="int" constraint=". &lt; 120" required="true()" jr:constraintMsg="Too old"/>
<bind nodeset="/data/g" relevant="/data/age &gt; 3"/>
<bind nodeset="/data/total" calculate="count(/data/kids)"/>
<bind nodeset="/data/start" jr:preload="timestamp" jr:preloadParams="start"/>
<bind nodeset="/data/note" readonly="true()"/>
<setvalue event="odk-instance-first-load" ref="/data/kids/kid" value="concat('kid ', position(..))"/>"#;

const BODY: &str = r#"
<group ref="/data/g"><label>Who</label><input ref="/data/g/who"><label>Name</label></input></group>
<input ref="/data/age"><label ref="jr:itext('age')"/><hint>In years</hint></input>
<group ref="/data/kids"><label>Child</label><repeat nodeset="/data/kids" jr:count="/data/age"><input ref="/data/kids/kid"><label>Name</label></input></repeat></group>
<select1 ref="/data/pet" appearance="minimal"><label>Pet</label><itemset nodeset="randomize(instance('pets')/root/item[legs = /data/age])"><value ref="name"/><label ref="label"/></itemset></select1>
<input ref="/data/note"><label>Thank you</label></input>"#;

#[test]
fn a_form_becomes_a_guide() {
    let (guide, problems) = guide(MODEL, BODY);
    assert_eq!(problems, []);
    assert_eq!(
        (guide.form_id.as_str(), guide.version.as_str(), guide.title.0[""].as_str()),
        ("talk", "3", "Talk")
    );
    assert_eq!(guide.languages, ["fr", "en"]);
    let names: Vec<&str> = guide.items.iter().map(Item::name).collect();
    assert_eq!(names, ["g", "age", "kids", "pet", "total", "start", "note"], "in the order of the body");
    let print = |expression: &Option<_>| expression.as_ref().map(xpath::print).unwrap_or_default();
    let question = |name: &str| match guide.items.iter().find(|item| item.name() == name) {
        Some(Item::Question(question)) => question.clone(),
        other => panic!("{name}: {other:?}"),
    };
    let age = question("age");
    assert_eq!((age.label.0["en"].as_str(), age.label.0["fr"].as_str()), ("Age of ${who}", "Âge"));
    assert_eq!((age.kind.clone(), print(&age.constraint)), (Kind::Integer, ". < 120".to_owned()));
    assert_eq!((age.constraint_message.0[""].as_str(), age.hint.0[""].as_str()), ("Too old", "In years"));
    let pet = question("pet");
    assert_eq!(pet.kind, Kind::SelectOne { list: "pets".to_owned(), or_other: false });
    assert_eq!(print(&pet.choice_filter), "legs = /data/age");
    assert!(pet.randomize.is_some());
    assert_eq!(guide.lists["pets"][0].columns["legs"], "4");
    assert_eq!(question("total").kind, Kind::Calculate);
    assert_eq!(question("start").kind, Kind::Metadata { what: "start".to_owned() });
    assert_eq!(question("note").kind, Kind::Note);
    let Item::Repeat(kids) = &guide.items[2] else { panic!() };
    assert_eq!(print(&kids.count), "/data/age");
    let Item::Question(kid) = &kids.group.items[0] else { panic!() };
    assert_eq!(print(&kid.default), "concat('kid ', position(..))");
}

#[test]
fn choices_beside_their_question_and_values_that_follow_a_change() {
    let (guide, _) = guide(
        r#"<instance><data id="d"><a/><b/></data></instance>"#,
        r#"<select ref="/data/a"><label>A</label><item><label>X</label><value>x</value></item>
           <setvalue event="xforms-value-changed" ref="/data/b" value="string-length(/data/a)"/></select>
           <input ref="/data/b"><label>B</label></input>"#,
    );
    assert_eq!(guide.lists["a"][0].name, "x");
    let Item::Question(b) = &guide.items[1] else { panic!() };
    assert_eq!((b.triggers.as_slice(), b.calculation.is_some()), (&["a".to_owned()][..], true));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let check = |content: &str, code: &str, has_line: bool| {
        let (guide, problems) = read(content.as_bytes(), Lenience::default());
        assert!(guide.is_none(), "{content}");
        let problem = problems.iter().find(|problem| problem.severity == Severity::Error).unwrap();
        assert_eq!((problem.code.as_str(), problem.place.row.is_some()), (code, has_line), "{content}");
    };
    check("<html", "xml_unreadable", false);
    check("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "xml_unreadable", false);
    check("<html/>", "xform_missing", true);
    check("<html><model/></html>", "xform_missing", true);
    let one = |bind: &str| {
        form(
            &format!("<instance><data id='d'><a/></data></instance>{bind}"),
            "<input ref='/data/a'><label>A</label></input>",
        )
    };
    check(&one("<bind nodeset='/data/a' relevant='1 ='/>"), "xform_unreadable", true);
    check(&one("<bind nodeset='/data/a' type='geopoint'/>"), "out_of_scope", true);
    check(
        &one("<bind nodeset='/data/a' calculate='/data/a + 1'/><bind nodeset='/data/b'/>")
            .replace("<a/>", "<a/><b/>")
            .replace("/data/a + 1", "/data/b")
            .replace("nodeset='/data/b'", "nodeset='/data/b' calculate='/data/a'"),
        "circular",
        true,
    );
    let deep = format!("{}{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
    check(&deep, "xml_unreadable", false);
}

#[test]
fn what_is_out_of_scope_is_left_out_when_asked() {
    let form = form(
        "<instance><data id='d'><where/><a/></data></instance><bind nodeset='/data/where' type='geopoint'/>",
        "<input ref='/data/where'><label>Where</label></input>
         <input ref='/data/a'><label>Near <output value='/data/where'/></label></input>",
    );
    assert!(read(form.as_bytes(), Lenience::default()).0.is_none());
    let (guide, problems) = read(form.as_bytes(), Lenience { partial: true, ..Lenience::default() });
    let items = guide.unwrap().items;
    let [Item::Question(a)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(a.label.0[""], "Near …");
    assert_eq!(problems[0].severity, Severity::Warning);
}
