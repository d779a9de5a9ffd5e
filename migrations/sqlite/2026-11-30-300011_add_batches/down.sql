DELETE FROM jobs WHERE job LIKE '%makeBatch%';
DROP TABLE batch_proposals;
DROP TABLE batches;
