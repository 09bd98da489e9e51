/** PubMed articles, by the National Library of Medicine's description of PubmedArticle. */
import type { RawResult } from '../../raw.ts';
import { pubmedDate } from '../../records/dates.ts';
import { doiOf } from '../../records/identifiers.ts';
import { paper } from '../../records/raw-paper.ts';
import { first } from '../../records/values.ts';
import { all, each, names, one, textOf, type XmlElement } from './element.ts';

/** Adds an article. */
export function addPubmedRecord(record: XmlElement, result: RawResult): void {
  const citation = all(record, 'MedlineCitation')[0];
  const article = all(citation, 'Article')[0];
  if (!article) {
    result.skip(record.line, 'a book of PubMed, not an article');
    return;
  }
  const pmid = one(citation, 'PMID');
  const issue = all(article, 'Journal', 'JournalIssue', 'PubDate')[0];
  const keywords = each(citation, 'KeywordList', 'Keyword');
  const withDoi = [
    ...all(article, 'ELocationID').filter(({ attributes }) => attributes.EIdType === 'doi'),
    ...all(record, 'PubmedData', 'ArticleIdList', 'ArticleId').filter(
      ({ attributes }) => attributes.IdType === 'doi',
    ),
  ];
  result.add(
    paper(record.line, {
      id: pmid,
      title: first(one(article, 'ArticleTitle'), one(article, 'VernacularTitle')),
      abstract: all(article, 'Abstract', 'AbstractText')
        .map((part) => {
          const label = part.attributes.Label;
          return label ? `${label}: ${textOf(part)}` : textOf(part);
        })
        .join('\n\n'),
      authors: all(article, 'AuthorList', 'Author').map((author) =>
        first(
          names(
            first(one(author, 'ForeName'), one(author, 'Initials')),
            one(author, 'LastName'),
            one(author, 'Suffix'),
          ),
          one(author, 'CollectiveName'),
        ),
      ),
      date: pubmedDate(
        first(
          [one(issue, 'Year'), one(issue, 'Month'), one(issue, 'Day')].join(' ').trim(),
          one(issue, 'MedlineDate'),
        ),
      ),
      url: pmid ? `https://pubmed.ncbi.nlm.nih.gov/${pmid}/` : '',
      venue: one(article, 'Journal', 'Title'),
      tags:
        keywords.length > 0 ? keywords : each(citation, 'MeshHeadingList', 'MeshHeading', 'DescriptorName'),
      doi: first(...withDoi.map((id) => doiOf(textOf(id)))),
    }),
  );
}
