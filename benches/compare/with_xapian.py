#!/usr/bin/env python3
"""Indexes and searches with Xapian, as its documentation shows. Run by compare.py.

usage: with_xapian.py index FOLDER ARTICLES.jsonl
       with_xapian.py search FOLDER QUERY
"""
import json
import sys

import xapian


def index(folder, articles):
    database = xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OVERWRITE)
    terms = xapian.TermGenerator()
    terms.set_stemmer(xapian.Stem("en"))
    with open(articles, encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            document = xapian.Document()
            terms.set_document(document)
            terms.set_termpos(0)
            terms.index_text(article.get("title") or "", 2)
            terms.increase_termpos()
            terms.index_text(article.get("text") or "")
            document.add_value(0, (article.get("date") or "")[:10].replace("-", ""))
            document.set_data(json.dumps({"title": article.get("title"), "text": article.get("text")}))
            database.add_document(document)
    database.commit()


def search(folder, text):
    database = xapian.Database(folder)
    parser = xapian.QueryParser()
    parser.set_database(database)
    parser.set_stemmer(xapian.Stem("en"))
    parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
    parser.set_default_op(xapian.Query.OP_AND)
    parser.add_rangeprocessor(xapian.RangeProcessor(0))
    query = parser.parse_query(text, xapian.QueryParser.FLAG_DEFAULT | xapian.QueryParser.FLAG_WILDCARD)
    enquire = xapian.Enquire(database)
    enquire.set_query(query)
    best = enquire.get_mset(0, 10)
    print(best.get_matches_estimated(), "articles")
    for match in best:
        article = json.loads(match.document.get_data())
        print(article["title"], best.snippet(article["text"], 300, xapian.Stem("en")).decode("utf-8", "replace"), sep="\n  ")


if __name__ == "__main__":
    {"index": index, "search": search}[sys.argv[1]](*sys.argv[2:])
